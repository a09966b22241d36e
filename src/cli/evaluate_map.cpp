#include <string>

#include "cli/choices.h"
#include "cli/evaluate.h"
#include "core/error.h"
#include "pipeline/map_evaluation.h"

namespace scarp::cli {
namespace {

std::optional<eval::ScoreKind> kind_of(const EvaluateOptions& options) {
  if (options.scores_are == "probability") return eval::ScoreKind::probability;
  if (options.scores_are == "score") return eval::ScoreKind::score;
  if (options.scores_are == "class") return eval::ScoreKind::classes;
  return std::nullopt;
}

pipeline::MapEvaluationOptions job_of(const EvaluateOptions& options) {
  pipeline::MapEvaluationOptions job;
  job.map = options.map;
  job.reading = {kind_of(options), threshold_number(options)};
  job.inventory = options.inventory;
  job.inventory_layer = options.inventory_layer;
  job.interpreted_area = options.interpreted_area;
  job.visibility = options.visibility;
  job.cell_size_m = options.cell_size_m;
  job.block_cells = options.block_cells;
  job.report = report_options(options);
  return job;
}

void note(const EvaluateOptions& options, const EvaluateSession& running) {
  running.record.option("scores_are", options.scores_are.value_or("auto"));
  running.record.option("inventory_layer", options.inventory_layer);
  running.record.option("cell_size_m", options.cell_size_m);
  running.record.option("block_cells", options.block_cells);
  const auto input = [&](const char* role, const std::string& path) {
    if (path.empty()) return;
    running.record.input(role, path);
    running.out.require_not_replaced(path);
  };
  input("map", options.map);
  input("inventory", options.inventory);
  input("interpreted_area", options.interpreted_area);
  input("visibility", options.visibility);
}

constexpr const char* kMapGroup = "Map against an inventory";

void add_truth_options(CLI::App& command, EvaluateOptions& options) {
  command
      .add_option("--inventory", options.inventory,
                  "True landslides: polygons in GeoPackage, GeoJSON or shapefile")
      ->option_text("FILE")
      ->group(kMapGroup);
  command.add_option("--inventory-layer", options.inventory_layer, "Of it [the first of polygons]")
      ->option_text("NAME")
      ->group(kMapGroup);
  command
      .add_option("--interpreted-area", options.interpreted_area,
                  "Polygons in which someone looked for landslides; cells elsewhere do not count")
      ->option_text("FILE")
      ->group(kMapGroup);
  command
      .add_option("--visibility", options.visibility,
                  "Mask of the scenes (mask.tif): landslides that the radar could see, at least\n"
                  "half of their cells without any bit, are counted by themselves too")
      ->option_text("FILE")
      ->group(kMapGroup);
}

}  // namespace

void require_map_options(const EvaluateOptions& options) {
  if (options.inventory.empty()) {
    throw Error({"no inventory to compare the map with", "", "Give --inventory"}, Fault::usage);
  }
  if (!options.threshold || threshold_number(options)) return;
  throw Error({"--threshold '" + *options.threshold + "' is no number, which it is of a map", "",
               "The best one would be chosen on what is reported on"},
              Fault::usage);
}

eval::Table evaluate_map(const EvaluateOptions& options, const EvaluateSession& running) {
  note(options, running);
  return pipeline::evaluate_map(job_of(options), running.out, running.record,
                                running.session.threads, running.session.reporter);
}

void add_map_options(CLI::App& command, EvaluateOptions& options) {
  command
      .add_option("--map", options.map,
                  "Probability, score or class of each cell (band 1), or mapped outlines")
      ->option_text("FILE")
      ->group(kMapGroup);
  add_truth_options(command, options);
  choose_from(
      command.add_option("--scores-are", options.scores_are,
                         "What the map's values are [from file name, band description or values]"),
      {"probability", "score", "class"})
      ->group(kMapGroup);
  command
      .add_option("--block", options.block_cells,
                  "Edge in cells of the blocks of the map that intervals are drawn from")
      ->check(whole_between(1, 100000))
      ->capture_default_str()
      ->group(kMapGroup);
}

}  // namespace scarp::cli
