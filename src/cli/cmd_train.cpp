#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/training_arguments.h"
#include "cluster/session.h"
#include "core/error.h"
#include "nn/device.h"
#ifdef SCARP_INFER
#include "infer/assess_file.h"
#endif

namespace scarp::cli {
namespace {

struct TrainCommand {
  CommonOptions common;
  TrainingArguments training;
  std::string out;
  bool resume = false;
  bool no_test = false;
};

// What an interrupted run left in --out is gone on with or dropped, as the user says; its log of
// scorings stays.
void settle_unfinished(const TrainCommand& command, const OutputFolder& out) {
  if (command.resume || !std::filesystem::exists(nn::checkpoint_of(out))) return;
  if (!command.common.overwrite) {
    throw Error({"holds an unfinished training", command.out,
                 "Go on with it by --resume, or start anew by --overwrite"});
  }
  std::filesystem::remove(nn::checkpoint_of(out));
}

void run(const TrainCommand& command) {
  nn::TrainingRunOptions options = command.training.options();
  options.test = !command.no_test;
  Communicator& ranks = cluster::join();
  Session session(command.common);
  nn::set_threads(session.threads.threads());
  options.training.device = nn::resolve(options.training.device);
  if (ranks.rank() != 0) {
    nn::help_training(options, command.out, ranks, session.reporter);
    return;
  }
  RunRecord record("train", command.common.hash);
  record_training(record, command.training);
  record.option("threads", session.threads.threads());
  OutputFolder out(command.out, command.common.overwrite);
  settle_unfinished(command, out);
  nn::run_training(options, out, record, session.reporter, &ranks);
#ifdef SCARP_INFER
  infer::assess_file(out.file(nn::kModelFile), dataset::DataSet(options.data), session.threads,
                     session.reporter);
#endif
  finish(out, record, session.reporter);
  fmt::print("{}\n", (out.path() / nn::kModelFile).string());
}

}  // namespace

void add_train(CLI::App& app) {
  auto options = std::make_shared<TrainCommand>();
  CLI::App* command = app.add_subcommand("train", kTrainDescription);
  command->group("Commands");
  command->footer(
      "The defaults are the method of Nava et al. (2022). A run that was interrupted or killed\n"
      "goes on with --resume. For example:\n\n"
      "  scarp train --data dataset --filters 16 --augment flips --out run\n"
      "  scarp train --npy arrays --recipe paper --batch 8 --out as-published");
  add_training_options(*command, options->training);
  command
      ->add_option("--out", options->out, "Folder for model.safetensors, curves.csv and curves.svg")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  command->add_flag("--resume", options->resume, "Go on with an unfinished training in --out");
  command->add_flag("--no-test", options->no_test, "Leave the test part of the data alone");
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
