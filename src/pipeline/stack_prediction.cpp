#include "pipeline/stack_prediction.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/plausible_value.h"
#include "core/shared_text.h"
#include "dataset/band.h"
#include "geo/png.h"
#include "pipeline/model_fit.h"
#include "pipeline/model_input.h"
#include "pipeline/model_thresholds.h"
#include "pipeline/origin_note.h"
#include "pipeline/predicted_parts.h"
#include "product/areas.h"
#include "product/event_layers.h"
#include "product/quicklook.h"
#include "stack/stack_file.h"

namespace scarp::pipeline {
namespace {

void tell_left_out(const ModelInput& input, const stack::StackFile& stack, RunRecord& record,
                   Reporter& reporter) {
  if (input.left_out().empty()) return;
  record.fact("bands_left_out", input.left_out());
  reporter.warn(fmt::format("{} has no band {}: the model does without", stack.raster().path(),
                            fmt::join(input.left_out(), ", ")));
}

map::PatchLattice lattice_of(const StackPredictionOptions& options,
                             const std::vector<ModelInUse>& models) {
  const model::Card& first = models.front().card;
  map::PatchLattice lattice{first.patch_rows, first.patch_cols, options.overlap};
  const bool differ = std::any_of(models.begin(), models.end(), [&](const ModelInUse& model) {
    return model.card.patch_rows != first.patch_rows || model.card.patch_cols != first.patch_cols;
  });
  if (options.patch) {
    lattice.rows = lattice.cols = *options.patch;
  } else if (differ) {
    throw Error({"the models learned from patches of different sizes", models.front().path,
                 "Choose one with --patch"},
                Fault::usage);
  }
  for (const ModelInUse& model : models) {
    const int multiple = model.card.network.multiple();
    if (lattice.rows % multiple == 0 && lattice.cols % multiple == 0) continue;
    throw Error({fmt::format("{} × {} cells are not divisible by {}, as {} needs it", lattice.rows,
                             lattice.cols, multiple, model.path),
                 "--patch", ""},
                Fault::usage);
  }
  if (options.augmentation == map::TestAugmentation::d4 && lattice.rows != lattice.cols) {
    throw Error({fmt::format("patches of {} × {} cannot be turned by a quarter", lattice.rows,
                             lattice.cols),
                 models.front().path, "Choose flips"},
                Fault::usage);
  }
  return lattice;
}

std::vector<const model::Card*> cards_of(const std::vector<ModelInUse>& models) {
  std::vector<const model::Card*> cards;
  for (const ModelInUse& model : models) cards.push_back(&model.card);
  return cards;
}

Thresholds thresholds_of(const StackPredictionOptions& options,
                         const std::vector<ModelInUse>& models, Reporter& reporter) {
  Thresholds thresholds = mean_thresholds(cards_of(models));
  if (options.delineation_threshold) thresholds.delineation = *options.delineation_threshold;
  if (options.screening_threshold) thresholds.screening = options.screening_threshold;
  // One asked for alone may lie on the wrong side of the other.
  if (thresholds.screening && *thresholds.screening > thresholds.delineation) {
    if (options.screening_threshold) {
      throw Error({fmt::format("the screening threshold is above that of delineation, {:.4g}",
                               thresholds.delineation),
                   "--screening-threshold", "Give --threshold too"},
                  Fault::usage);
    }
    reporter.warn("the screening threshold is above that of delineation: no class 'possible'");
    thresholds.screening.reset();
  }
  return thresholds;
}

// A co-polarised band of the last date, or any backscatter.
std::optional<int> shown_band(const std::vector<dataset::Band>& bands) {
  std::optional<int> shown;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const std::string& polarisation = bands[i].polarisation;
    if (polarisation.empty()) continue;
    const bool like = polarisation == "VV" || polarisation == "HH";
    if (like || !shown) shown = static_cast<int>(i);
  }
  return shown;
}

PredictionLayout layout_of(const StackPredictionOptions& options,
                           const std::vector<ModelInUse>& models, const stack::StackFile& stack,
                           Reporter& reporter) {
  PredictionLayout layout;
  layout.grid = stack.grid();
  layout.calibrated = all_calibrated(cards_of(models));
  layout.deviation = models.size() > 1 || options.augmentation != map::TestAugmentation::none;
  layout.type = options.type;
  layout.thresholds = thresholds_of(options, models, reporter);
  const ModelInput input(stack, models.front().card.bands);
  const std::vector<dataset::Band>& bands = stack.bands();
  for (std::size_t i = 0; i < bands.size(); ++i) {
    if (bands[i].name == "slope") layout.slope_band = input.position(static_cast<int>(i));
  }
  if (const std::optional<int> shown = shown_band(bands)) {
    layout.backscatter_band = input.position(*shown);
    layout.backscatter_unit = bands[static_cast<std::size_t>(*shown)].unit;
  }
  layout.warnings = warnings_of(models);
  layout.simulated = simulation_note(stack.raster());
  return layout;
}

std::vector<map::Member> members_of(const std::vector<ModelInUse>& models, bool calibrated) {
  std::vector<map::Member> members;
  for (const ModelInUse& model : models) {
    map::Member& member =
        members.emplace_back(map::Member{model.path, model.predictor, model.card.scaling, {}});
    if (calibrated) member.temperature = model.card.temperature;
  }
  return members;
}

nlohmann::ordered_json summary_of(const PredictionOutlines& landslides, const PredictedMap& map,
                                  const PredictionLayout& layout,
                                  const std::vector<ModelInUse>& models, double min_area_m2,
                                  const product::BlindAreas& blind) {
  const product::AssessedArea area = product::assessed_area(map.mask, layout.grid);
  nlohmann::ordered_json names = nlohmann::ordered_json::array();
  for (const ModelInUse& model : models) names.push_back(model.path);
  nlohmann::ordered_json summary{
      {"method", "prediction by a model"},
      {"models", names},
      {"model_warnings", layout.warnings},
      {"calibrated_on_real_events", layout.calibrated},
      {"landslides", landslides.count()},
      {"succeeded_empty", landslides.count() == 0 && area.assessable_m2 > 0},
      {"landslide_area_m2", landslides.area_m2()},
      {"minimum_mapping_unit_m2", min_area_m2},
      {"delineation_threshold", layout.thresholds.delineation},
      {"area_above_delineation_threshold_m2", map.delineated_m2}};
  if (layout.thresholds.screening) {
    summary["screening_threshold"] = *layout.thresholds.screening;
    summary["area_above_screening_threshold_m2"] = map.screened_m2;
  }
  summary["assessable_area_m2"] = area.assessable_m2;
  summary["not_assessable_area_m2"] = area.blind_m2;
  summary["not_assessable_area_in_small_spots_m2"] = blind.smaller_m2;
  summary["simulated"] = !layout.simulated.empty();
  summary["crs"] = layout.grid.crs()->name;
  summary["cell_size_m"] = layout.grid.cell_size_m();
  return summary;
}

OutlineOptions outlines_of(const StackPredictionOptions& options, const PredictionLayout& layout,
                           double min_area_m2, int picture_step) {
  return {layout.grid,        min_area_m2, options.smooth_outlines, layout.slope_band.has_value(),
          value_name(layout), picture_step};
}

geo::RgbImage picture_of(const PredictedMap& map, const PredictionOutlines& landslides,
                         ThreadPool& threads) {
  return product::render_quicklook(
      {map.picture_backscatter_db, map.picture_score, landslides.picture(), {}}, &threads);
}

map::PredictOptions how_of(const StackPredictionOptions& options,
                           const std::vector<ModelInUse>& models, const PredictionLayout& layout) {
  map::PredictOptions how;
  how.lattice = lattice_of(options, models);
  how.blend = options.overlap > 0 ? options.blend : map::Blend::even;
  how.augmentation = options.augmentation;
  how.deviation = layout.deviation;
  how.kept_bands = kept_bands(layout);
  return how;
}

// A stack and what maps it.
struct Prediction {
  const StackPredictionOptions& options;
  const std::vector<ModelInUse>& models;
  const stack::StackFile& stack;
  const PredictionLayout& layout;
  ThreadPool& threads;
  Reporter& reporter;
  Communicator* ranks;
};

// Predicts this rank's rows of the stack.
void predict_rows(const Prediction& job, const RowsInOrder::Use& use) {
  map::predict_area(
      ModelInput(job.stack, job.models.front().card.bands),
      [&](const Window& window) { return job.stack.read_mask_file(window); },
      members_of(job.models, job.layout.calibrated), how_of(job.options, job.models, job.layout),
      job.threads, job.reporter, use, job.ranks);
}

void tell_simulated(const StackPredictionOptions& options, const stack::StackFile& stack,
                    RunRecord& record, Reporter& reporter) {
  record.fact("simulated", true);
  if (!options.warn_of_simulated) return;
  reporter.warn(fmt::format("{} is SIMULATED: no radar saw it, and its map is none of a real event",
                            stack.raster().path()));
}

void identify(const stack::StackFile& stack, const std::vector<ModelInUse>& models,
              RunRecord& record) {
  for (const auto& file : stack.files()) record.input("stack", file);
  for (const ModelInUse& model : models) record.input("model", model.path);
}

// Where ranks leave what they predict, which is gone when the results are written.
constexpr const char* kPartsFolder = "parts";

// Throws Error for input that does not fit, or that the result would replace.
void check_input(const std::vector<ModelInUse>& models, const stack::StackFile& stack,
                 const OutputFolder& out, RunRecord& record, Reporter& reporter) {
  for (const auto& file : stack.files()) out.require_not_replaced(file);
  for (const ModelInUse& model : models) out.require_not_replaced(model.path);
  require_fit(models, stack, reporter);
  tell_left_out(ModelInput(stack, models.front().card.bands), stack, record, reporter);
}

void record_layout(const PredictionLayout& layout, const map::PatchLattice& lattice,
                   double min_area_m2, RunRecord& record) {
  record.fact("patch", {lattice.rows, lattice.cols});
  record.fact("minimum_mapping_unit_m2", min_area_m2);
  record.fact("delineation_threshold", layout.thresholds.delineation);
  if (layout.thresholds.screening) {
    record.fact("screening_threshold", *layout.thresholds.screening);
  }
}

// Predicts the stack and gives all rows, those of other ranks too, to `use`, from the first to the
// last. `beside` is done on another thread meanwhile, once the first rows are there.
void predict_in_order(const Prediction& job, const OutputFolder& out,
                      const std::function<void()>& beside, const RowsInOrder::Use& use) {
  const std::filesystem::path folder =
      std::filesystem::absolute(out.file(std::string(kPartsFolder) + "/rows").parent_path());
  const PredictedParts parts(folder);
  if (job.ranks != nullptr) text_of_first(*job.ranks, folder.string());
  ThreadPool::Task task;
  bool begun = false;
  RowsInOrder ordered(
      [&](const map::PredictedRows& rows) {
        if (!std::exchange(begun, true)) task = job.threads.start(beside);  // nothing waits for it
        use(rows);
      },
      parts);
  predict_rows(job, [&](const map::PredictedRows& rows) { ordered.add(rows); });
  if (job.ranks != nullptr) job.ranks->barrier();
  ordered.finish(job.layout.grid.rows());
  task.wait();
  std::filesystem::remove_all(folder);
}

}  // namespace

std::vector<std::string> warnings_of(const std::vector<ModelInUse>& models) {
  std::vector<std::string> warnings;
  for (const ModelInUse& model : models) {
    const std::string& one = model.card.warning;
    if (!one.empty() && std::find(warnings.begin(), warnings.end(), one) == warnings.end()) {
      warnings.push_back(one);
    }
  }
  return warnings;
}

void help_stack_prediction(const StackPredictionOptions& options,
                           const std::vector<ModelInUse>& models, Communicator& ranks,
                           ThreadPool& threads, Reporter& reporter) {
  const stack::StackFile stack(options.stack);
  require_fit(models, stack, reporter);
  const PredictionLayout layout = layout_of(options, models, stack, reporter);
  const PredictedParts parts(text_of_first(ranks, ""));
  predict_rows({options, models, stack, layout, threads, reporter, &ranks},
               [&](const map::PredictedRows& rows) { parts.write(rows); });
  ranks.barrier();
}

void run_stack_prediction(const StackPredictionOptions& options,
                          const std::vector<ModelInUse>& models, OutputFolder& out,
                          RunRecord& record, ThreadPool& threads, Reporter& reporter,
                          Communicator* ranks) {
  const map::PatchLattice lattice = lattice_of(options, models);
  ThreadPool::Task preparing = threads.start([&] {
    for (const ModelInUse& model : models) model.predictor->prepare(lattice.rows, lattice.cols);
  });
  const stack::StackFile stack(options.stack);
  check_input(models, stack, out, record, reporter);
  const PredictionLayout layout = layout_of(options, models, stack, reporter);
  if (!layout.simulated.empty()) tell_simulated(options, stack, record, reporter);
  const double min_area_m2 = product::minimum_mapping_unit_m2(stack.grid(), options.min_area_m2);
  record_layout(layout, lattice, min_area_m2, record);

  PredictionFiles files(layout, out);
  PredictionOutlines outlines(outlines_of(options, layout, min_area_m2, files.picture_step()), out);
  preparing.wait();
  const auto identifying = [&] { identify(stack, models, record); };
  predict_in_order({options, models, stack, layout, threads, reporter, ranks}, out, identifying,
                   [&](const map::PredictedRows& rows) { files.add(rows, outlines, threads); });

  const Reporter::Stage stage(reporter, "Outlining", 1);
  const PredictedMap map = files.result(threads);
  if (map.undeclared > 0) reporter.warn(undeclared_values(map.undeclared, stack.raster().path()));
  outlines.finish_landslides();
  const std::filesystem::path quicklook = out.file("quicklook.png");
  const geo::RgbImage picture = picture_of(map, outlines, threads);
  // What takes longest comes first.
  ThreadPool::Task drawing = threads.start([&] { geo::write_png(quicklook, picture); });
  std::vector<ThreadPool::Task> writing = files.finish(threads);
  if (product::assessed_area(map.mask, layout.grid).assessable_m2 == 0) {
    reporter.warn("no cell of the stack can be assessed: the map is empty");
  }
  const product::BlindAreas blind = product::blind_areas(map.mask, layout.grid, min_area_m2);
  outlines.finish(blind.shown);
  write_text(out.file("summary.json"),
             summary_of(outlines, map, layout, models, min_area_m2, blind).dump(2) + "\n");
  for (ThreadPool::Task& task : writing) task.wait();
  drawing.wait();
}

}  // namespace scarp::pipeline
