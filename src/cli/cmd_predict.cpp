#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/error.h"
#include "dataset/npy.h"
#include "model/card.h"
#include "model/predict_file.h"
#include "nn/device.h"
#include "nn/predictor.h"
#include "pipeline/stack_prediction.h"

namespace scarp::cli {
namespace {

constexpr double kHectare_m2 = 10000;

struct PredictOptions {
  CommonOptions common;
  std::vector<std::string> models;
  std::string stack;
  std::string patches;
  std::string out;
  std::string device = "auto";
  std::optional<std::string> scaling;  // else the model's
  double overlap = pipeline::StackPredictionOptions{}.overlap;
  std::string blend = "hann";
  std::string augmentation = "none";
  std::string type = "float";
  std::optional<int> patch;
  std::optional<double> threshold;
  std::optional<double> screening_threshold;
  std::optional<double> min_area_ha;
  bool cell_edges = false;
};

// Models and what runs them.
struct Predictors {
  std::vector<pipeline::ModelInUse> models;
  std::vector<std::unique_ptr<model::Predictor>> owned;
};

Predictors open_models(const PredictOptions& options, nn::Device device) {
  Predictors opened;
  for (const std::string& path : options.models) {
    model::Model model = model::read_model(path);
    opened.owned.push_back(nn::make_predictor(model, device));
    opened.models.push_back({path, std::move(model.card), opened.owned.back().get()});
  }
  return opened;
}

dataset::Scaling scaling_of(const PredictOptions& options, const model::Card& card) {
  if (!options.scaling) return card.scaling;
  dataset::Scaling scaling;
  scaling.kind = dataset::scaling_kind(*options.scaling);
  return scaling;
}

void predict_patches(const PredictOptions& options, nn::Device device, RunRecord& record,
                     Session& session) {
  if (options.models.size() > 1) {
    throw Error({"patches are predicted with one model", "--model", ""}, Fault::usage);
  }
  const Predictors opened = open_models(options, device);
  const dataset::NpyFile patches(options.patches);
  record.input("model", options.models.front());
  record.input("patches", options.patches);
  const pipeline::ModelInUse& model = opened.models.front();
  const dataset::Scaling scaling = scaling_of(options, model.card);
  record.option("scaling", dataset::name_of(scaling.kind));
  ResultFile out(options.out, options.common.overwrite);
  model::predict_file(model.card, scaling, *model.predictor, patches, out.aside(),
                      session.reporter);
  finish(out, record, session.reporter);
  fmt::print("{}\n", out.path().string());
}

pipeline::StackPredictionOptions stack_options(const PredictOptions& options) {
  using map::TestAugmentation;
  pipeline::StackPredictionOptions result;
  result.stack = options.stack;
  result.overlap = options.overlap;
  result.blend = options.blend == "even" ? map::Blend::even : map::Blend::hann;
  if (options.augmentation == "flips") result.augmentation = TestAugmentation::flips;
  if (options.augmentation == "d4") result.augmentation = TestAugmentation::d4;
  result.type = options.type == "byte" ? pipeline::ScoreType::u8 : pipeline::ScoreType::f32;
  result.patch = options.patch;
  result.delineation_threshold = options.threshold;
  result.screening_threshold = options.screening_threshold;
  if (options.min_area_ha) result.min_area_m2 = *options.min_area_ha * kHectare_m2;
  result.smooth_outlines = !options.cell_edges;
  return result;
}

void tell(const PredictOptions& options, RunRecord& record) {
  record.option("overlap", options.overlap);
  record.option("blend", options.blend);
  record.option("tta", options.augmentation);
  record.option("type", options.type);
  record.option("cell_edges", options.cell_edges);
}

void predict_stack(const PredictOptions& options, nn::Device device, RunRecord& record,
                   Session& session) {
  tell(options, record);
  OutputFolder out(options.out, options.common.overwrite);
  const Predictors opened = open_models(options, device);
  pipeline::run_stack_prediction(stack_options(options), opened.models, out, record,
                                 session.threads, session.reporter);
  finish(out, record, session.reporter);
  for (const char* name : {"landslides.gpkg", "quicklook.png"}) {
    fmt::print("{}\n", (out.path() / name).string());
  }
}

void run(const PredictOptions& options) {
  if (options.stack.empty() == options.patches.empty()) {
    throw Error({"either --stack or --patches has to be given", "scarp predict",
                 "See scarp predict --help"},
                Fault::usage);
  }
  Session session(options.common);
  nn::set_threads(session.threads.threads());
  const nn::Device device = nn::resolve(nn::device_named(options.device));
  RunRecord record("predict", options.common.hash);
  record.option("device", nn::name_of(device));
  record.fact("library", nn::library_version());
  if (options.stack.empty()) {
    predict_patches(options, device, record, session);
  } else {
    predict_stack(options, device, record, session);
  }
}

void add_map_options(CLI::App& command, PredictOptions& options) {
  const char* group = "Of maps";
  command
      .add_option("--overlap", options.overlap, "Share of a patch that the next one covers again")
      ->check(between(0.0, 0.9))
      ->capture_default_str()
      ->group(group);
  command
      .add_option("--blend", options.blend,
                  "Where patches overlap: most weight to the middle of each, or even")
      ->check(CLI::IsMember({"hann", "even"}))
      ->option_text("hann | even")
      ->group(group);
  command
      .add_option("--tta", options.augmentation,
                  "Predict each patch flipped (4 times), or turned as well (8 times), too;\n"
                  "the spread becomes the band uncertainty")
      ->check(CLI::IsMember({"none", "flips", "d4"}))
      ->option_text("none | flips | d4")
      ->group(group);
  command
      .add_option("--patch", options.patch,
                  "Edge of a patch in cells [that of the patches the model learned from]")
      ->check(whole_between(1, 4096))
      ->group(group);
  command
      .add_option("--threshold", options.threshold,
                  "Score from which on it is a landslide [the model's]")
      ->check(between(0.0, 1.0))
      ->group(group);
  command
      .add_option("--screening-threshold", options.screening_threshold,
                  "Score from which on it may be one [the model's]")
      ->check(between(0.0, 1.0))
      ->group(group);
  command
      .add_option("--min-area", options.min_area_ha,
                  "Minimum mapping unit of outlines, ha [4 cells, 0.1 ha at the least]")
      ->check(between(0.0, 10000.0))
      ->group(group);
  command.add_option("--type", options.type, "Of the scores; byte: in steps of 1/250")
      ->check(CLI::IsMember({"float", "byte"}))
      ->option_text("float | byte")
      ->group(group);
  command.add_flag("--cell-edges", options.cell_edges, "Outlines along the cells, not smoothed")
      ->group(group);
}

}  // namespace

void add_predict(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  CLI::App* command = app.add_subcommand("predict", "Map landslides with a model");
  command->group("Commands");
  command->footer(
      "Maps a stack (scarp stack), or predicts patches. For example:\n\n"
      "  scarp predict --stack stack --model model.safetensors --out map\n"
      "  scarp predict --stack stack --model a.safetensors b.safetensors --tta d4 --out map\n"
      "  scarp predict --model model.safetensors --patches x_test.npy --out y.npy");
  command
      ->add_option("--model", options->models,
                   "From scarp train or scarp import; of several the mean is mapped")
      ->required()
      ->check(not_empty())
      ->option_text("FILE ... (required)");
  command
      ->add_option("--stack", options->stack,
                   "Folder of scarp stack, or a raster whose bands are described as there")
      ->check(not_empty())
      ->option_text("FOLDER | FILE");
  command
      ->add_option("--patches", options->patches,
                   "Patches in a .npy file: (patches, rows, columns, bands), not scaled;\n"
                   "pixels with a band that is not finite get no probability")
      ->check(not_empty())
      ->option_text("FILE");
  command
      ->add_option("--out", options->out,
                   "Folder for the map; of patches the file of probabilities, .npy:\n"
                   "(patches, rows, columns, 1)")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER | FILE (required)");
  command
      ->add_option("--scaling", options->scaling,
                   "Scale the patches another way than the model says; none: they are scaled")
      ->check(CLI::IsMember({"none", "patch-minmax", "patch-minmax-all"}))
      ->option_text("none | patch-minmax | patch-minmax-all");
  add_map_options(*command, *options);
  add_device_option(*command, options->device);
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
