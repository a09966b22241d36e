#include "pipeline/map_evaluation.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/memory.h"
#include "core/sha256.h"
#include "eval/confusion_map.h"
#include "eval/report_files.h"
#include "pipeline/confusion_files.h"
#include "pipeline/inventory_layers.h"

namespace scarp::pipeline {
namespace {

using Json = nlohmann::ordered_json;

// The map on its grid, cut to where someone looked.
struct Subject {
  MapLayers map;
  Image<std::uint8_t> valid;  // empty: everywhere
};

// Scores, truth, landslides and objects of a cell, and what is sorted and labelled to count them.
void require_memory(Size size, const std::string& map) {
  constexpr double kBytesPerCell = 48;
  const double bytes = kBytesPerCell * static_cast<double>(size.cells());
  if (bytes <= memory_bytes()) return;
  throw Error({fmt::format("to evaluate {} × {} cells takes {:.1f} GB of memory", size.rows,
                           size.cols, bytes / 1e9),
               map, "Cut the map, or give a smaller --interpreted-area"});
}

// Outlines come without a grid: that of the mask serves, or one over what there is to compare.
Grid outline_grid(const geo::VectorLayer& outlines, const geo::VectorLayer& inventory,
                  const MapEvaluationOptions& options) {
  if (!options.visibility.empty()) {
    const geo::RasterFile mask(options.visibility);
    mask.require_georeference();
    return mask.grid();
  }
  if (!options.interpreted_area.empty()) {
    return grid_over(geo::read_polygons(options.interpreted_area), options.cell_size_m);
  }
  geo::VectorLayer both = inventory;
  if (!outlines.features.empty()) {
    const geo::VectorLayer moved = geo::transform(outlines, inventory.crs);
    both.features.insert(both.features.end(), moved.features.begin(), moved.features.end());
  }
  return grid_over(both, options.cell_size_m);
}

// What of the grid counts, and the window that holds it.
Window choose_window(const Grid& grid, const MapEvaluationOptions& options,
                     Image<std::uint8_t>& valid) {
  if (options.interpreted_area.empty()) return whole(grid.size());
  const Image<std::uint8_t> inside = rasterise_area(options.interpreted_area, grid);
  const Window window = extent(inside);
  valid = crop(inside, window);
  return window;
}

Subject open(const MapEvaluationOptions& options, const geo::VectorLayer& inventory,
             Reporter& reporter) {
  Subject subject;
  if (geo::is_vector_file(options.map)) {
    const geo::VectorLayer outlines = geo::read_polygons(options.map, options.map_layer);
    const Grid grid = outline_grid(outlines, inventory, options);
    require_memory(grid.size(), options.map);
    const Window window = choose_window(grid, options, subject.valid);
    subject.map = rasterise_map(outlines, grid.crop(window));
    return subject;
  }
  const geo::RasterFile file(options.map);
  file.require_georeference();
  const Window window = choose_window(file.grid(), options, subject.valid);
  require_memory(window.size(), options.map);
  subject.map = read_map(file, window, options.reading, reporter);
  return subject;
}

void warn_of(const InventoryLayers& inventory, const MapEvaluationOptions& options,
             Reporter& reporter) {
  if (options.interpreted_area.empty()) {
    reporter.warn(
        "without --interpreted-area all ground outside the inventory counts as free of landslides");
  }
  if (inventory.polygons == 0) reporter.warn("the inventory is empty");
  if (inventory.without_cell == 0) return;
  reporter.warn(fmt::format(
      "{} of {} polygons of the inventory take no part: smaller than a cell, outside, or beneath "
      "others",
      inventory.without_cell, inventory.polygons));
}

eval::Table inventory_table(const InventoryLayers& inventory) {
  return {"inventory",
          "Polygons of the inventory",
          {"what", "polygons"},
          {{"all", inventory.polygons},
           {"compared with the map", inventory.polygons - inventory.without_cell},
           {"left out: smaller than a cell, outside, or beneath others", inventory.without_cell}}};
}

Json facts_of(const MapEvaluationOptions& options, const MapLayers& map) {
  Json facts{{"map", options.map_label.empty() ? options.map : options.map_label},
             {"inventory", options.inventory}};
  const auto or_none = [](const std::string& path) { return path.empty() ? "none" : path; };
  facts["interpreted_area"] = or_none(options.interpreted_area);
  facts["visibility"] =
      or_none(options.visibility_label.empty() ? options.visibility : options.visibility_label);
  facts["scores_are"] = name_of(map.kind);
  facts["threshold"] = map.threshold;
  facts["threshold_from"] = map.threshold_from;
  facts["cell_size_m"] = map.score.grid.cell_size_m();
  facts["rows"] = map.score.grid.rows();
  facts["columns"] = map.score.grid.cols();
  return facts;
}

// Which inventory a map was scored on, so that one that was looked at too often can be told.
void log_scoring(const MapEvaluationOptions& options, const eval::Tally& tally, RunRecord& record) {
  Json hashes = Json::object();
  for (const std::string& path :
       {options.map, options.inventory, options.interpreted_area, options.visibility}) {
    if (std::filesystem::is_regular_file(path)) hashes[path] = sha256_of_file(path);
  }
  const Json scoring{{"part", "map"},
                     {"purpose", "evaluation"},
                     {"blocks", tally.units.size()},
                     {"cells", eval::sum(tally.units).cells()},
                     {"data_sha256", hashes}};
  record.add_to_fact("scorings", scoring);
}

}  // namespace

eval::Table evaluate_map(const MapEvaluationOptions& options, OutputFolder& out, RunRecord& record,
                         ThreadPool& threads, Reporter& reporter) {
  const geo::VectorLayer inventory = geo::read_polygons(options.inventory, options.inventory_layer);
  const Subject subject = open(options, inventory, reporter);
  const MapLayers& map = subject.map;
  const Grid& grid = map.score.grid;
  const InventoryLayers truth = rasterise_inventory(inventory, grid, subject.valid);
  warn_of(truth, options, reporter);
  Image<std::uint8_t> visible;
  if (!options.visibility.empty()) visible = read_visibility(options.visibility, grid);

  const auto or_null = [](const Image<std::uint8_t>& image) {
    return image.empty() ? nullptr : image.values().data();
  };
  const eval::Patches patches{1, grid.size(), map.score.values.values().data(),
                              truth.truth.values().data(), or_null(subject.valid)};
  eval::TallyOptions counting;
  counting.threshold = map.threshold;
  counting.block_cells = options.block_cells;
  const eval::Tally tally = eval::tally(
      patches, {truth.slide.values().data(), or_null(visible), grid.cell_area_m2(grid.rows() / 2)},
      counting);
  log_scoring(options, tally, record);
  eval::ReportOptions reporting = options.report;
  reporting.kind = map.kind;
  eval::Report report = eval::report(tally, reporting, threads);
  report.tables.push_back(inventory_table(truth));
  eval::write_report(out, options.folder, {"Evaluation of a map", facts_of(options, map)}, report);
  const Image<std::uint8_t> outcomes = eval::confusion_map(patches, 0, map.threshold);
  const std::filesystem::path folder = options.folder;
  write_confusion_map(out.file((folder / "confusion.tif").string()), grid, outcomes);
  write_confusion_picture(out.file((folder / "confusion.png").string()), outcomes);
  return report.tables.front();
}

}  // namespace scarp::pipeline
