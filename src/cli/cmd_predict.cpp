#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "dataset/npy.h"
#include "model/card.h"
#include "model/predict_file.h"
#include "nn/device.h"
#include "nn/predictor.h"

namespace scarp::cli {
namespace {

struct PredictOptions {
  CommonOptions common;
  std::string model;
  std::string patches;
  std::string out;
  std::string device = "auto";
  std::optional<std::string> scaling;  // else the model's
};

dataset::Scaling scaling_of(const PredictOptions& options, const model::Card& card) {
  if (!options.scaling) return card.scaling;
  dataset::Scaling scaling;
  scaling.kind = dataset::scaling_kind(*options.scaling);
  return scaling;
}

void run(const PredictOptions& options) {
  Session session(options.common);
  nn::set_threads(session.threads.threads());
  const nn::Device device = nn::resolve(nn::device_named(options.device));
  const model::Model model = model::read_model(options.model);
  const dataset::Scaling scaling = scaling_of(options, model.card);
  const dataset::NpyFile patches(options.patches);
  RunRecord record("predict", options.common.hash);
  record.option("device", nn::name_of(device));
  record.option("scaling", dataset::name_of(scaling.kind));
  record.input("model", options.model);
  record.input("patches", options.patches);
  record.fact("library", nn::library_version());
  ResultFile out(options.out, options.common.overwrite);
  const auto predictor = nn::make_predictor(model, device);
  model::predict_file(model.card, scaling, *predictor, patches, out.aside(), session.reporter);
  finish(out, record, session.reporter);
  fmt::print("{}\n", out.path().string());
}

}  // namespace

void add_predict(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  CLI::App* command =
      app.add_subcommand("predict", "Map the probability of landslides with a model");
  command->group("Commands");
  command->footer(
      "For example:\n\n"
      "  scarp predict --model model.safetensors --patches x_test.npy --out y.npy");
  command->add_option("--model", options->model, "From scarp train or scarp import")
      ->required()
      ->check(not_empty())
      ->option_text("FILE (required)");
  command
      ->add_option("--patches", options->patches,
                   "Patches in a .npy file: (patches, rows, columns, bands), not scaled;\n"
                   "pixels with a band that is not finite get no probability")
      ->required()
      ->check(not_empty())
      ->option_text("FILE (required)");
  command
      ->add_option("--out", options->out,
                   "Probabilities to write, .npy: (patches, rows, columns, 1)")
      ->required()
      ->check(not_empty())
      ->option_text("FILE (required)");
  command
      ->add_option("--scaling", options->scaling,
                   "Scale the patches another way than the model says; none: they are scaled")
      ->check(CLI::IsMember({"none", "patch-minmax", "patch-minmax-all", "patch-standard"}))
      ->option_text("none | patch-minmax | patch-minmax-all | patch-standard");
  add_device_option(*command, options->device);
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
