#include "pipeline/first_look.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/coarser.h"
#include "geo/png.h"
#include "pipeline/first_look_rasters.h"
#include "pipeline/landslide_outlines.h"
#include "product/areas.h"
#include "product/event_layers.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {
namespace {

std::vector<std::string> names_of(const change::Series& series) {
  std::vector<std::string> names;
  for (const change::Polarisation& polarisation : series.polarisations) {
    names.push_back(polarisation.name);
  }
  return names;
}

product::QuicklookLayers picture_of(ChangeMap& map, const product::Regions& regions,
                                    const std::optional<SlopeGate>& gate, const Grid& grid) {
  Image<float> hillshade;
  if (gate) hillshade = gate->slopes.hillshade(coarser(grid, map.picture_step));
  return {std::move(map.picture_backscatter_db), std::move(map.picture_change),
          product::shrink(regions.runs, grid.size(), map.picture_step), std::move(hillshade)};
}

nlohmann::ordered_json summary_of(const std::vector<product::Landslide>& landslides,
                                  const ChangeMap& map, const SeriesFiles& files,
                                  const FirstLookOptions& options, double min_area_m2,
                                  const product::BlindAreas& blind) {
  const change::Series& series = files.series;
  double landslide_m2 = 0;
  std::map<std::string, int> directions{{"brighter", 0}, {"darker", 0}};
  for (const product::Landslide& landslide : landslides) {
    landslide_m2 += landslide.area_m2;
    ++directions[product::direction(landslide)];
  }
  const product::AssessedArea area = product::assessed_area(map.mask, series.grid);
  return {{"method", "change detection without a model"},
          {"landslides", landslides.size()},
          {"succeeded_empty", landslides.empty() && area.assessable_m2 > 0},
          {"landslide_area_m2", landslide_m2},
          {"landslides_by_direction", directions},
          {"false_alarm_rate", options.detection.false_alarm_rate},
          {"minimum_mapping_unit_m2", min_area_m2},
          {"assessable_area_m2", area.assessable_m2},
          {"not_assessable_area_m2", area.blind_m2},
          {"not_assessable_area_in_small_spots_m2", blind.smaller_m2},
          {"simulated", !files.simulated.empty()},
          {"crs", series.grid.crs()->name},
          {"cell_size_m", series.grid.cell_size_m()},
          {"polarisations", names_of(series)}};
}

void note_facts(const change::Series& series, const change::Calibration& calibration,
                RunRecord& record) {
  record.fact("units", name_of(series.units));
  nlohmann::ordered_json dates = nlohmann::ordered_json::object();
  for (const change::Polarisation& polarisation : series.polarisations) {
    dates[polarisation.name] = {{"before", polarisation.before.size()},
                                {"after", polarisation.after.size()}};
  }
  record.fact("dates", dates);
  record.fact("looks", calibration.looks);
  record.fact("change_threshold", calibration.threshold);
}

void tell_simulated(const FirstLookOptions& options, RunRecord& record, Reporter& reporter) {
  record.fact("simulated", true);
  if (!options.warn_of_simulated) return;
  reporter.warn(
      "the backscatter is SIMULATED: no radar saw it, and its map is none of a real event");
}

}  // namespace

void run_first_look(const FirstLookOptions& options, OutputFolder& out, RunRecord& record,
                    ThreadPool& threads, Reporter& reporter) {
  const SeriesFiles files = open_series(options.before, options.after, options.units, reporter);
  const change::Series& series = files.series;
  for (const auto& file : files.files) {
    out.require_not_replaced(file->path());
    record.input("backscatter", file->path());
  }
  if (!files.simulated.empty()) tell_simulated(options, record, reporter);

  std::optional<SlopeGate> gate;
  if (!options.dem.empty()) {
    gate = SlopeGate{{options.dem, options.dem_no_data, series.grid, threads, reporter},
                     options.min_slope_deg};
    out.require_not_replaced(options.dem);
    record.input("dem", options.dem);
  }
  const change::Calibration calibration =
      change::calibrate(series, options.detection, threads, reporter);
  note_facts(series, calibration, record);
  if (!calibration.any_ground) {
    reporter.warn(
        "fewer than 100 cells can be assessed, the rest is without data, or water: the map is "
        "empty");
  }
  ChangeMap map = write_change_rasters(files, calibration, gate, out, threads, reporter);

  const Reporter::Stage stage(reporter, "outlining", 1);
  const double min_area_m2 = product::minimum_mapping_unit_m2(series.grid, options.min_area_m2);
  record.fact("minimum_mapping_unit_m2", min_area_m2);
  const product::BlindAreas blind = product::blind_areas(map.mask, series.grid, min_area_m2);
  const product::Regions regions = product::large_regions(map.changed, series.grid, min_area_m2);
  const std::vector<product::Landslide> landslides =
      outline_landslides(regions, series.grid, gate ? &gate->slopes : nullptr);
  product::write_event_package(out.file("landslides.gpkg"), series.grid.crs(),
                               {"score", names_of(series)}, landslides, blind.shown);
  write_text(out.file("summary.json"),
             summary_of(landslides, map, files, options, min_area_m2, blind).dump(2) + "\n");
  geo::write_png(out.file("quicklook.png"),
                 product::render_quicklook(picture_of(map, regions, gate, series.grid)));
}

}  // namespace scarp::pipeline
