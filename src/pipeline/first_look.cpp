#include "pipeline/first_look.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/components.h"
#include "geo/png.h"
#include "geo/polygonise.h"
#include "geo/warp.h"
#include "pipeline/first_look_rasters.h"
#include "product/event_layers.h"
#include "product/region_statistics.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {
namespace {

constexpr int kStripRows = 512;

std::vector<std::string> names_of(const change::Series& series) {
  std::vector<std::string> names;
  for (const change::Polarisation& polarisation : series.polarisations) {
    names.push_back(polarisation.name);
  }
  return names;
}

// Regions of changed cells that reach the minimum mapping unit, numbered anew from 1.
Components large_regions(const Image<std::uint8_t>& changed, const Grid& grid, double min_area_m2) {
  Components regions = connected_components(changed);
  const double cell_m2 = grid.cell_area_m2(grid.rows() / 2);
  std::vector<std::int32_t> number(regions.cells.size() + 1, 0);
  std::vector<std::int64_t> kept;
  for (std::size_t i = 0; i < regions.cells.size(); ++i) {
    // A hair of slack: four cells of 99.999 m² reach 400 m².
    if (static_cast<double>(regions.cells[i]) * cell_m2 < min_area_m2 * (1 - 1e-6)) continue;
    kept.push_back(regions.cells[i]);
    number[i + 1] = static_cast<std::int32_t>(kept.size());
  }
  for (std::int32_t& label : regions.labels.values()) label = number[label];
  regions.cells = std::move(kept);
  return regions;
}

// Everything averaged over the landslides, gathered from the rasters just written.
struct Averages {
  product::RegionStatistics score;
  std::vector<product::RegionStatistics> change_db;  // by polarisation
  product::RegionStatistics slope_deg;
};

Averages average(const Components& regions, const std::optional<SlopeGate>& gate,
                 const change::Series& series, const OutputFolder& out) {
  const std::int32_t count = regions.count();
  Averages averages{product::RegionStatistics(count), {}, product::RegionStatistics(count)};
  averages.change_db.assign(series.polarisations.size(), product::RegionStatistics(count));
  if (count == 0) return averages;
  const geo::RasterFile score(out.file(kScoreFile));
  const geo::RasterFile change(out.file(kChangeFile));
  for (const Tile& strip : strips(series.grid.size(), kStripRows, 0)) {
    const Image<std::int32_t> labels = crop(regions.labels, strip.inner);
    averages.score.add(labels, score.read(1, strip.inner));
    for (std::size_t p = 0; p < averages.change_db.size(); ++p) {
      averages.change_db[p].add(labels, change.read(static_cast<int>(p) + 2, strip.inner));
    }
    if (!gate) continue;
    averages.slope_deg.add(labels, geo::warp(gate->slopes.slope_deg, series.grid.crop(strip.inner),
                                             geo::Resampling::bilinear)
                                       .values);
  }
  return averages;
}

std::vector<product::Landslide> outline(const Components& regions, const Averages& averages,
                                        const std::optional<SlopeGate>& gate, const Grid& grid) {
  std::vector<product::Landslide> landslides;
  for (geo::Region& region : geo::polygonise(regions.labels, grid, {.eight_connected = true})) {
    product::Landslide& landslide = landslides.emplace_back();
    landslide.outline = std::move(region.outline);
    landslide.area_m2 = region.area_m2;
    landslide.mean_score = averages.score.mean(region.value);
    landslide.max_score = averages.score.maximum(region.value);
    for (const product::RegionStatistics& change : averages.change_db) {
      landslide.mean_change_db.push_back(change.mean(region.value));
    }
    if (gate) landslide.mean_slope_deg = averages.slope_deg.mean(region.value);
  }
  return landslides;
}

product::QuicklookLayers picture_of(ChangeMap& map, const Components& regions,
                                    const std::optional<SlopeGate>& gate, const Grid& grid) {
  Image<std::uint8_t> inside(regions.labels.size());
  std::transform(regions.labels.values().begin(), regions.labels.values().end(),
                 inside.values().begin(), [](std::int32_t label) { return label != 0 ? 1 : 0; });
  Image<float> hillshade;
  if (gate) {
    const Grid picture = product::shrunk_grid(grid, map.picture_step);
    hillshade = geo::warp(gate->slopes.hillshade, picture, geo::Resampling::bilinear).values;
  }
  return {std::move(map.picture_backscatter_db), std::move(map.picture_change),
          product::shrink_by_maximum(inside, map.picture_step), std::move(hillshade)};
}

nlohmann::ordered_json summary_of(const std::vector<product::Landslide>& landslides,
                                  const ChangeMap& map, const change::Series& series,
                                  const FirstLookOptions& options, double min_area_m2) {
  double area_m2 = 0;
  std::map<std::string, int> directions{{"brighter", 0}, {"darker", 0}, {"mixed", 0}};
  for (const product::Landslide& landslide : landslides) {
    area_m2 += landslide.area_m2;
    ++directions[product::direction(landslide.mean_change_db)];
  }
  const auto assessable = std::count(map.mask.values().begin(), map.mask.values().end(), 0);
  const double cell_m2 = series.grid.cell_area_m2(series.grid.rows() / 2);
  return {{"method", "change detection without a model"},
          {"landslides", landslides.size()},
          {"succeeded_empty", landslides.empty()},
          {"landslide_area_m2", area_m2},
          {"landslides_by_direction", directions},
          {"false_alarm_rate", options.detection.false_alarm_rate},
          {"minimum_mapping_unit_m2", min_area_m2},
          {"assessable_area_m2", static_cast<double>(assessable) * cell_m2},
          {"not_assessable_area_m2",
           static_cast<double>(series.grid.size().cells() - assessable) * cell_m2},
          {"crs", series.grid.crs()->name},
          {"cell_size_m", series.grid.cell_size_m()},
          {"polarisations", names_of(series)}};
}

void note_facts(const change::Series& series, const change::Calibration& calibration,
                RunRecord& record) {
  nlohmann::ordered_json dates = nlohmann::ordered_json::object();
  for (const change::Polarisation& polarisation : series.polarisations) {
    dates[polarisation.name] = {{"before", polarisation.before.size()},
                                {"after", polarisation.after.size()}};
  }
  record.fact("dates", dates);
  record.fact("looks", calibration.looks);
  record.fact("change_threshold", calibration.threshold);
}

}  // namespace

double minimum_mapping_unit_m2(const Grid& grid, std::optional<double> min_area_m2) {
  constexpr double kSmallest_m2 = 1000;
  constexpr double kFewestCells = 4;
  if (min_area_m2) return *min_area_m2;
  return std::max(kSmallest_m2, kFewestCells * grid.cell_area_m2(grid.rows() / 2));
}

void run_first_look(const FirstLookOptions& options, OutputFolder& out, RunRecord& record,
                    ThreadPool& threads, Reporter& reporter) {
  const SeriesFiles files = open_series(options.before, options.after, options.units, reporter);
  const change::Series& series = files.series;
  for (const auto& file : files.files) record.input("backscatter", file->path());

  std::optional<SlopeGate> gate;
  if (!options.dem.empty()) {
    gate = SlopeGate{read_slopes(options.dem, series.grid), options.min_slope_deg};
    record.input("dem", options.dem);
  }
  const change::Calibration calibration =
      change::calibrate(series, options.detection, threads, reporter);
  note_facts(series, calibration, record);
  if (!calibration.any_ground) {
    reporter.warn("next to nothing is assessable: no data, or water everywhere. The map is empty");
  }
  ChangeMap map = write_change_rasters(series, calibration, gate, out, threads, reporter);

  const Reporter::Stage stage(reporter, "outlining", 1);
  const double min_area_m2 = minimum_mapping_unit_m2(series.grid, options.min_area_m2);
  const Components regions = large_regions(map.changed, series.grid, min_area_m2);
  const Averages averages = average(regions, gate, series, out);
  const std::vector<product::Landslide> landslides = outline(regions, averages, gate, series.grid);
  product::write_event_package(out.file("landslides.gpkg"), series.grid.crs(), names_of(series),
                               landslides,
                               product::blind_areas(map.mask, series.grid, min_area_m2));
  write_text(out.file("summary.json"),
             summary_of(landslides, map, series, options, min_area_m2).dump(2) + "\n");
  geo::write_png(out.file("quicklook.png"),
                 product::render_quicklook(picture_of(map, regions, gate, series.grid)));
}

}  // namespace scarp::pipeline
