#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/shard.h"
#include "cli/training_arguments.h"
#include "cli/tune_runs.h"
#include "cluster/session.h"
#include "core/error.h"
#include "core/kept_folder.h"
#include "nn/grid_search.h"

namespace scarp::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kResultsTable = "results.csv";

// Options of training that were given, to be handed to each run.
std::vector<std::string> given_options(const CLI::App& command) {
  std::vector<std::string> arguments;
  CLI::App defaults;
  TrainingArguments ignored;
  add_training_options(defaults, ignored);
  for (const CLI::Option* known : defaults.get_options()) {
    const CLI::Option* option = command.get_option_no_throw(known->get_name());
    if (option == nullptr || option->count() == 0 || known->get_name() == "--help") continue;
    arguments.push_back(known->get_name());
    if (option->get_expected_min() == 0) continue;  // a flag
    for (const std::string& value : option->results()) arguments.push_back(value);
  }
  return arguments;
}

// Runs the grid, on all ranks. Which runs are not finished, on whatever rank.
std::vector<double> run_grid(const TuneCommand& command, const std::vector<nn::GridPoint>& points,
                             Communicator& ranks, Session& session) {
  const Share share{ranks.new_share(), static_cast<std::int64_t>(points.size())};
  Reporter::Stage stage(session.reporter, "Tuning", share.count);
  std::int64_t told = 0;
  const auto ended = [&] {
    const std::int64_t given = ranks.items_given(share);
    stage.advance(given - told);
    told = given;
  };
  std::vector<double> unfinished =
      run_points(command, points, [&] { return ranks.next_item(share); }, ended, session);
  ranks.sum(unfinished.data(), unfinished.size());
  return unfinished;
}

std::vector<nn::GridResult> results_of(const TuneCommand& command,
                                       const std::vector<nn::GridPoint>& points,
                                       Reporter& reporter) {
  const fs::path runs = runs_folder(command);
  std::vector<nn::GridResult> results;
  for (const nn::GridPoint& point : points) {
    if (fs::exists(runs / point.name / kRunRecordName)) {
      results.push_back(nn::read_result(point, runs / point.name));
    } else {  // those of other ranks have not been told yet
      reporter.warn(nn::why_failed(job_of(command, point, 1)));
    }
  }
  if (results.empty()) throw Error({"every run failed", command.out, "See the messages above"});
  return results;
}

// The test part is looked at here for the first time, unless it was asked for; whether it was.
bool write_best(const TuneCommand& command, const nn::GridResult& best, OutputFolder& out,
                RunRecord& record) {
  model::Model model = model::read_model(best.folder / nn::kModelFile);
  bool scored = false;
  if (!model.card.metrics.contains("test")) {
    const nn::Device device = nn::resolve(nn::device_named(command.training.device));
    dataset::ScoringLog log(out, record);
    const auto test = nn::score_test(model, dataset::DataSet(command.training.data), device,
                                     best.folder / nn::kModelFile, log);
    scored = !test.is_null();
    if (scored) model.card.metrics["test"] = test;
  }
  record.fact("selected", best.point.name);
  record.fact("selected_by", "F1 on the validation part at the threshold 0.5");
  record.fact("metrics", model.card.metrics);
  model::write_model(out.file(nn::kModelFile), model);
  return scored;
}

// What runs have scored that are going to be removed is not forgotten.
void take_over(const fs::path& runs, const OutputFolder& out, RunRecord& record) {
  if (!fs::exists(runs)) return;
  dataset::ScoringLog log(out, record);
  for (const fs::directory_entry& run : fs::directory_iterator(runs)) {
    if (run.is_directory()) log.take_over(run.path());
  }
}

void settle_unfinished(const TuneCommand& command, const OutputFolder& out, RunRecord& record) {
  if (command.resume || !fs::exists(runs_folder(command))) return;
  if (!command.common.overwrite) {
    throw Error({"holds unfinished runs", command.out,
                 "Go on with them by --resume, or start anew by --overwrite"});
  }
  take_over(runs_folder(command), out, record);
  forget_runs(command);
}

// What rank 0 does beside its runs.
void run_all(const TuneCommand& command, Communicator& ranks, Session& session) {
  RunRecord record("tune", command.common.hash);
  record_training(record, command.training);
  record.option("grid", command.grid);
  record.option("jobs", command.jobs);
  OutputFolder out(command.out, command.common.overwrite);
  settle_unfinished(command, out, record);
  const dataset::ScoringLog replaced(out, record);  // tells that of the result in --out
  const std::vector<nn::GridPoint> points = points_of(command);
  require_same(command, ".new");
  ranks.barrier();
  require_all_ended(points, run_grid(command, points, ranks, session), command.out,
                    "Go on with them by the same command and --resume: the others are kept");
  const std::vector<nn::GridResult> results = results_of(command, points, session.reporter);
  write_text(out.file(kResultsTable), eval::to_csv(nn::results_table(results)));
  const nn::GridResult* best = nn::best_of(results);
  std::vector<std::string> scored = nn::scored_on_test(results);
  if (best != nullptr) {
    if (write_best(command, *best, out, record)) scored.push_back(best->point.name);
  } else {
    session.reporter.warn("no run has an F1 on the validation part: none is chosen");
  }
  record.fact("test_scored", scored);                // names of runs; each has a log of its own
  take_over(out.path() / kRunsFolder, out, record);  // of the result that this one replaces
  fs::rename(out.kept(kRunsFolder), out.file(kRunsFolder));
  finish(out, record, session.reporter);
  fmt::print("{}\n", (out.path() / kResultsTable).string());
  if (best != nullptr) fmt::print("{}\n", (out.path() / nn::kModelFile).string());
}

// Some runs of the grid, for a later start that finds all of them done.
void run_shard(const TuneCommand& command, const Shard& shard, Session& session) {
  const SharedKeptFolder folder(command.out);
  const std::vector<nn::GridPoint> points = points_of(command);
  require_same(command, fmt::format(".{}", shard.index));
  const auto count = static_cast<std::int64_t>(points.size());
  Reporter::Stage stage(session.reporter, "Tuning", share_of(shard, count));
  std::int64_t at = shard.index - 1 - shard.count;
  const auto next = [&]() -> std::optional<std::int64_t> {
    at += shard.count;
    if (at >= count) return std::nullopt;
    return at;
  };
  require_all_ended(points,
                    run_points(
                        command, points, next, [&] { stage.advance(); }, session),
                    command.out, "Start the same command again: the others are kept");
}

void run(const TuneCommand& command) {
  const std::vector<nn::GridPoint> points = points_of(command);  // wrong use is told first
  if (!command.shard.empty()) {
    const Shard shard = shard_of(command.shard);
    Session session(command.common);
    run_shard(command, shard, session);
    return;
  }
  Communicator& ranks = cluster::join();
  Session session(command.common);
  nn::set_threads(session.threads.threads());
  if (ranks.rank() == 0) {
    run_all(command, ranks, session);
  } else {
    ranks.barrier();
    run_grid(command, points, ranks, session);
  }
}

}  // namespace

void add_tune(CLI::App& app) {
  auto options = std::make_shared<TuneCommand>();
  CLI::App* command = app.add_subcommand("tune", kTuneDescription);
  command->group("Commands");
  command->footer(
      "The run with the best F1 on the validation part becomes model.safetensors; the test part\n"
      "is scored for it alone. Any option of training can be an axis of the grid. For example:\n\n"
      "  scarp tune --data dataset --grid filters=4,8 lr=1e-3,5e-4 --jobs 2 --out tuned");
  add_training_options(*command, options->training);
  command
      ->add_option("--out", options->out, "Folder for results.csv, model.safetensors and the runs")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  command
      ->add_option("--grid", options->grid,
                   "Values to try [those of Nava et al. (2022): filters, lr and batch]")
      ->option_text("OPTION=VALUE,VALUE ...");
  command->add_option("--jobs", options->jobs, "Runs side by side; they share the --threads")
      ->check(whole_between(1, 256))
      ->capture_default_str();
  add_shard_option(*command, options->shard,
                   "Run one part of the grid, beside other starts: docs/cluster.md");
  command->add_flag("--resume", options->resume, "Go on with unfinished runs in --out");
  command->add_flag("--test-all", options->test_all,
                    "Score every run on the test part too, as the paper did");
  add_common_options(*command, options->common);
  command->callback([options, command] {
    options->given = given_options(*command);
    run(*options);
  });
}

}  // namespace scarp::cli
