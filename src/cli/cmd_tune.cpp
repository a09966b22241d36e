#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "cli/command.h"
#include "cli/shard.h"
#include "cli/training_arguments.h"
#include "cluster/session.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/kept_folder.h"
#include "core/sha256.h"
#include "nn/grid_search.h"

namespace scarp::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kResultsTable = "results.csv";
constexpr const char* kRunsFolder = "runs";

constexpr auto kLastBatch = std::chrono::seconds(10);  // of a run whose start was killed
constexpr std::size_t kMostNamed = 5;

struct TuneCommand {
  CommonOptions common;
  TrainingArguments training;
  std::vector<std::string> grid{"filters=2,4,8,16,32", "lr=1e-2,5e-4,1e-3,5e-5,1e-4",
                                "batch=2,4,8,16,32"};
  std::string out;
  int jobs = 1;
  bool resume = false;
  bool test_all = false;
  std::string shard;               // "2/5"
  std::vector<std::string> given;  // options of training on the command line, as they are there
};

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

// Throws Error (usage) when `scarp train` would not take the options of a run.
void require_usable(const std::vector<std::string>& arguments) {
  CLI::App app;
  TrainingArguments training;
  add_training_options(app, training);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    throw Error({error.what(), "--grid", ""}, Fault::usage);
  }
  static_cast<void>(training.options());
}

std::vector<std::string> training_arguments(const TuneCommand& command,
                                            const nn::GridPoint& point) {
  std::vector<std::string> arguments = command.given;
  for (const auto& [option, value] : point.values) {
    const auto same = std::find(arguments.begin(), arguments.end(), "--" + option);
    if (same != arguments.end()) {
      throw Error({fmt::format("--{} is given beside a grid of it", option), "--grid", ""},
                  Fault::usage);
    }
    arguments.push_back(fmt::format("--{}={}", option, value));
  }
  return arguments;
}

std::vector<nn::GridPoint> points_of(const TuneCommand& command) {
  std::vector<nn::GridAxis> axes;
  for (const std::string& text : command.grid) axes.push_back(nn::parse_grid_axis(text));
  std::vector<nn::GridPoint> points = nn::grid_points(axes);
  for (const nn::GridPoint& point : points) require_usable(training_arguments(command, point));
  return points;
}

// The same for all processes that work for these results.
fs::path kept(const TuneCommand& command) { return fs::absolute(command.out) / kKeptFolder; }
fs::path runs_folder(const TuneCommand& command) { return kept(command) / kRunsFolder / ""; }
fs::path description(const TuneCommand& command) { return kept(command) / "tune.json"; }

nn::Job job_of(const TuneCommand& command, const nn::GridPoint& point, const fs::path& runs,
               int threads) {
  nn::Job job{point.name, {"train"}, runs / (point.name + ".log")};
  const std::vector<std::string> options = training_arguments(command, point);
  job.arguments.insert(job.arguments.end(), options.begin(), options.end());
  const std::vector<std::string> rest{"--out",     (runs / point.name).string(),
                                      "--resume",  "--quiet",
                                      "--threads", std::to_string(threads)};
  job.arguments.insert(job.arguments.end(), rest.begin(), rest.end());
  if (!command.test_all) job.arguments.emplace_back("--no-test");
  return job;
}

// What all runs have in common, whatever the grid: options and data, wherever these lie.
std::string shared_by_runs(const TuneCommand& command) {
  std::vector<std::string> options = command.given;
  const auto data = std::find_if(options.begin(), options.end(), [](const std::string& option) {
    return option == "--data" || option == "--npy";
  });
  if (data != options.end()) options.erase(data, data + 2);
  nlohmann::ordered_json shared{{"options", options}, {"test_all", command.test_all}};
  for (const fs::path& file : data_files(command.training.data)) {
    shared["data"][file.filename().string()] = sha256_of_file(file.string());
  }
  return shared.dump(2) + "\n";
}

// Puts the file there unless another process was first. `writer` tells processes apart.
void claim(const fs::path& file, const std::string& content, const std::string& writer) {
  const fs::path aside = file.string() + writer;
  write_text(aside, content);
  std::error_code error;
  fs::create_hard_link(aside, file, error);  // fails where it is there, and is whole when it is
  const bool impossible = error && !fs::exists(file);
  if (impossible) {  // no links on this file system
    fs::rename(aside, file);
  } else {
    fs::remove(aside);
  }
}

// Runs of an earlier start are gone on with only when they differ in nothing but the grid.
void require_same(const TuneCommand& command, const std::string& writer) {
  const std::string shared = shared_by_runs(command);
  fs::create_directories(runs_folder(command));
  claim(description(command), shared, writer);
  std::ifstream before(description(command));
  if (std::string(std::istreambuf_iterator<char>(before), {}) == shared) return;
  throw Error({"the runs begun there had other options or other data", command.out,
               "Go on with the options of then, or start anew by --overwrite without --resume"});
}

// A run of an earlier start, which ends with that, may still be at its last batch. Whether it is
// over.
bool wait_till_free(const fs::path& run) {
  const auto start = std::chrono::steady_clock::now();
  while (in_use(run)) {
    if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
    if (std::chrono::steady_clock::now() - start > kLastBatch) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

// Runs what of the grid is not done yet and falls to this process: what `next_point` says. For each
// run 1 where it did not come to its end, be it by an error, and can be gone on with; else 0.
std::vector<double> run_points(const TuneCommand& command, const std::vector<nn::GridPoint>& points,
                               const std::function<std::optional<std::int64_t>()>& next_point,
                               const std::function<void()>& ended, Session& session) {
  const fs::path runs = runs_folder(command);
  const int threads = std::max(1, session.threads.threads() / command.jobs);
  std::vector<double> unfinished(points.size());
  std::map<std::string, std::size_t> numbers;
  const auto leave = [&](std::size_t i, const char* why) {
    unfinished[i] = 1;
    session.reporter.warn(fmt::format("{} {}", points[i].name, why));
  };
  const auto next = [&]() -> std::optional<nn::Job> {
    while (const auto number = next_point()) {
      const auto i = static_cast<std::size_t>(*number);
      const fs::path run = runs / points[i].name;
      const bool free = wait_till_free(run);
      if (fs::exists(run / kRunRecordName)) continue;
      numbers[points[i].name] = i;
      if (free) return job_of(command, points[i], runs, threads);
      leave(i, "is being run by another process");
    }
    return std::nullopt;
  };
  nn::run_jobs(next, command.jobs, [&](const nn::Job& job, nn::JobEnd end) {
    if (end == nn::JobEnd::failed) session.reporter.warn(nn::why_failed(job));
    if (end == nn::JobEnd::stopped) leave(numbers.at(job.name), "was stopped from outside");
    ended();
  });
  return unfinished;
}

// A result without them could not be completed any more.
void require_all_ended(const std::vector<nn::GridPoint>& points,
                       const std::vector<double>& unfinished, const std::string& out,
                       const char* advice) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (unfinished[i] > 0) names.push_back(points[i].name);
  }
  if (names.empty()) return;
  const std::size_t count = names.size();
  if (count > kMostNamed) names.resize(kMostNamed);
  throw Error({fmt::format("{} of {} runs are not finished ({}{})", count, points.size(),
                           fmt::join(names, ", "), count > kMostNamed ? ", …" : ""),
               out, advice});
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
      reporter.warn(nn::why_failed(job_of(command, point, runs, 1)));
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
  fs::remove_all(runs_folder(command));
  fs::remove(description(command));
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
  fs::create_directories(kept(command));
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
