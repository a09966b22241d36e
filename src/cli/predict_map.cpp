#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "cli/choices.h"
#include "cli/default_models.h"
#include "cli/predict.h"
#include "cluster/session.h"
#include "core/default_model.h"
#include "core/error.h"
#include "pipeline/stack_prediction.h"
#include "stack/stack_file.h"

namespace scarp::cli {
namespace {

constexpr double kHectare_m2 = 10000;
constexpr const char* kMapGroup = "Maps";

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
  record.option("scaling", options.scaling.value_or("model"));
  record.option("overlap", options.overlap);
  record.option("blend", options.blend);
  record.option("tta", options.augmentation);
  record.option("type", options.type);
  record.option("cell_edges", options.cell_edges);
}

// Of the models that come with scarp, the one whose bands the stack has.
std::string default_model_for(const stack::StackFile& stack) {
  for (const std::string& path : with_default_models({kDefaultModel})) {
    const std::vector<dataset::Band> bands = model::read_model(path).card.bands;
    if (dataset::difference_in_needed(bands, stack.bands()).empty()) return path;
  }
  throw Error(
      {"does not have the bands of a model that comes with scarp", stack.raster().path(),
       "Make it by scarp stack with --as db --bands "
       "VV_premean,VH_premean,VV_post1,VH_post1,VV_post2,VH_post2, or without the last two"});
}

std::vector<std::string> chosen_models(const PredictOptions& options) {
  std::vector<std::string> paths = options.models;
  for (std::string& path : paths) {
    if (path == kDefaultModel) path = default_model_for(stack::StackFile(options.stack));
  }
  return paths;
}

void add_patch_options(CLI::App& command, PredictOptions& options) {
  command
      .add_option("--overlap", options.overlap, "Share of a patch that the next one covers again")
      ->check(between(0.0, 0.9))
      ->capture_default_str()
      ->group(kMapGroup);
  choose_from(
      command.add_option("--blend", options.blend,
                         "Where patches overlap: most weight to the middle of each, or even"),
      {"hann", "even"})
      ->group(kMapGroup);
  choose_from(
      command.add_option("--tta", options.augmentation,
                         "Predict each patch flipped (4 times), or turned as well (8 times), too;\n"
                         "the spread becomes the band uncertainty"),
      {"none", "flips", "d4"})
      ->group(kMapGroup);
  command
      .add_option("--patch", options.patch,
                  "Edge of a patch in cells [that of the patches the model learned from]")
      ->check(whole_between(1, 4096))
      ->group(kMapGroup);
}

void add_threshold_options(CLI::App& command, PredictOptions& options) {
  command
      .add_option("--threshold", options.threshold,
                  "Score from which on it is a landslide [the model's]")
      ->check(between(0.0, 1.0))
      ->group(kMapGroup);
  command
      .add_option("--screening-threshold", options.screening_threshold,
                  "Score from which on it may be one [the model's]")
      ->check(between(0.0, 1.0))
      ->group(kMapGroup);
  command
      .add_option("--min-area", options.min_area_ha,
                  "Minimum mapping unit of outlines, ha [4 cells, 0.1 ha at the least]")
      ->check(between(0.0, 10000.0))
      ->group(kMapGroup);
}

}  // namespace

void add_map_options(CLI::App& command, PredictOptions& options) {
  add_patch_options(command, options);
  add_threshold_options(command, options);
  choose_from(command.add_option("--type", options.type, "Of the scores; byte: in steps of 1/250"),
              {"float", "byte"})
      ->group(kMapGroup);
  command.add_flag("--cell-edges", options.cell_edges, "Outlines along the cells, not smoothed")
      ->group(kMapGroup);
}

// Those of patches cannot have an effect here, and the other way round.
void require_map_options(const CLI::App& command, const PredictOptions& options) {
  if (!options.stack.empty()) return;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group() != kMapGroup || option->count() == 0) continue;
    throw Error({"is for maps: --stack is not given", option->get_name(), ""}, Fault::usage);
  }
}

void predict_map(const PredictOptions& options, const MakePredictor& make_predictor,
                 RunRecord& record, Session& session) {
  tell(options, record);
  Communicator& ranks = cluster::join();
  std::optional<OutputFolder> out;
  if (ranks.rank() == 0) out.emplace(options.out, options.common.overwrite);
  std::vector<std::unique_ptr<model::Predictor>> predictors;
  std::vector<pipeline::ModelInUse> models;
  for (const std::string& path : chosen_models(options)) {
    model::Model model = model::read_model(path);
    dataset::Scaling scaling = scaling_of(options, model.card);
    predictors.push_back(make_predictor(path, model, scaling));
    model.card.scaling = std::move(scaling);
    models.push_back({path, std::move(model.card), predictors.back().get()});
  }
  for (const std::string& warning : pipeline::warnings_of(models)) session.reporter.warn(warning);
  if (!out) {
    pipeline::help_stack_prediction(stack_options(options), models, ranks, session.threads,
                                    session.reporter);
    return;
  }
  pipeline::run_stack_prediction(stack_options(options), models, *out, record, session.threads,
                                 session.reporter, &ranks);
  finish(*out, record, session.reporter);
  for (const char* name : {"landslides.gpkg", "quicklook.png"}) {
    fmt::print("{}\n", (out->path() / name).string());
  }
}

}  // namespace scarp::cli
