#include <fmt/format.h>

#include <memory>

#include "cli/choices.h"
#include "cli/predict.h"
#include "cluster/session.h"
#include "core/default_model.h"
#include "core/error.h"
#include "dataset/npy.h"
#include "model/predict_file.h"

namespace scarp::cli {
namespace {

void predict_patches(const PredictOptions& options, const MakePredictor& make_predictor,
                     RunRecord& record, Session& session) {
  if (options.models.size() > 1) {
    throw Error({"patches are predicted with one model", "--model", ""}, Fault::usage);
  }
  const std::string& path = options.models.front();
  if (path == kDefaultModel) {
    throw Error({"patches do not tell their dates", "--model default", "Name the file of a model"},
                Fault::usage);
  }
  const model::Model model = model::read_model(path);
  if (!model.card.warning.empty()) session.reporter.warn(model.card.warning);
  const dataset::NpyFile patches(options.patches);
  const dataset::Scaling scaling = scaling_of(options, model.card);
  record.option("scaling", dataset::name_of(scaling.kind));
  record.input("model", path);
  record.input("patches", options.patches);
  ResultFile out(options.out, options.common.overwrite);
  model::predict_file(path, model.card, scaling, *make_predictor(path, model, scaling), patches,
                      out.aside(), session.reporter);
  finish(out, record, session.reporter);
  fmt::print("{}\n", out.path().string());
}

void run(const CLI::App& command, const PredictOptions& options) {
  if (options.stack.empty() == options.patches.empty()) {
    throw Error({"either --stack or --patches has to be given", "scarp predict",
                 "See scarp predict --help"},
                Fault::usage);
  }
#ifdef SCARP_GEO
  require_map_options(command, options);
#else
  static_cast<void>(command);
#endif
  hand_over_to_cuda(options.network);
  if (!options.stack.empty()) cluster::join();
  Session session(options.common);
  RunRecord record("predict", options.common.hash);
  const MakePredictor make_predictor = make_predictors(options.network, session, record);
#ifdef SCARP_GEO
  if (!options.stack.empty()) {
    predict_map(options, make_predictor, record, session);
    return;
  }
#endif
  predict_patches(options, make_predictor, record, session);
}

void add_inputs(CLI::App& command, PredictOptions& options) {
  command
      .add_option("--model", options.models,
                  "From scarp train or scarp import; of several the mean is mapped.\n"
                  "default: what comes with scarp for the dates of the stack, trained on\n"
                  "simulated events")
      ->required()
      ->check(not_empty())
      ->option_text("FILE ... | default (required)");
#ifdef SCARP_GEO
  command
      .add_option("--stack", options.stack,
                  "Folder of scarp stack, or a raster whose bands are described as there")
      ->check(not_empty())
      ->option_text("FOLDER | FILE");
#endif
  command
      .add_option("--patches", options.patches,
                  "Patches in a .npy file: (patches, rows, columns, bands), not scaled;\n"
                  "pixels with a band that is not finite get no score")
      ->check(not_empty())
      ->option_text("FILE");
}

void add_output(CLI::App& command, PredictOptions& options) {
  command
      .add_option("--out", options.out,
                  "Folder for the map; of patches the file of scores, .npy:\n"
                  "(patches, rows, columns, 1)")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER | FILE (required)");
  choose_from(command.add_option("--scaling", options.scaling,
                                 "Scale another way than the model says, in floats; none: it is\n"
                                 "done already"),
              dataset::unfitted_scaling_names());
}

}  // namespace

dataset::Scaling scaling_of(const PredictOptions& options, const model::Card& card) {
  if (!options.scaling) return card.scaling;
  dataset::Scaling scaling;
  scaling.kind = dataset::scaling_kind(*options.scaling);
  return scaling;
}

void add_predict(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  CLI::App* command = app.add_subcommand("predict", "Map landslides with a model");
  command->group("Commands");
  command->footer(
      "Maps a stack (scarp stack), or predicts patches. For example:\n\n"
      "  scarp predict --stack stack --model model.safetensors --out map\n"
      "  scarp predict --stack stack --model a.safetensors b.safetensors --tta d4 --out map\n"
      "  scarp predict --model model.safetensors --patches x_test.npy --out y.npy");
  add_inputs(*command, *options);
  add_output(*command, *options);
#ifdef SCARP_GEO
  add_map_options(*command, *options);
#endif
  add_network_options(*command, options->network);
  add_common_options(*command, options->common);
  add_memory_option(*command, options->common);
  command->callback([command, options] { run(*command, *options); });
}

}  // namespace scarp::cli
