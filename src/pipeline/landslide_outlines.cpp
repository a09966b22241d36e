#include "pipeline/landslide_outlines.h"

#include <utility>

#include "core/components.h"
#include "geo/polygonise.h"
#include "geo/warp.h"
#include "product/region_statistics.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {
namespace {

constexpr int kTileEdge = 512;  // that of the blocks in the files

// Tiles of the raster with a region in them.
std::vector<Window> tiles_with_regions(const Runs& regions, Size size) {
  const Image<std::uint8_t> marked = product::shrink(regions, size, kTileEdge);
  std::vector<Window> found;
  const std::vector<Tile> all = tiles(size, kTileEdge, 0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (marked.values()[i] != 0) found.push_back(all[i].inner);
  }
  return found;
}

std::vector<product::Summary> summarise_slope(const Regions& regions, const Grid& grid,
                                              const Raster<float>& slope_deg) {
  std::vector<product::Summary> summaries(regions.summaries.size());
  for (const Window& tile : tiles_with_regions(regions.runs, grid.size())) {
    const Raster<float> slopes =
        geo::warp(slope_deg, grid.crop(tile), geo::Resampling::bilinear, geo::Apart::empty);
    product::summarise(regions.runs, tile, slopes.values, summaries);
  }
  return summaries;
}

}  // namespace

Regions large_regions(const ChangedRuns& changed, const Grid& grid, double min_area_m2) {
  const Runs& runs = changed.runs;
  const std::vector<std::int32_t> region_of = connect(runs, Connection::corners);
  std::vector<double> areas_m2;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto region = static_cast<std::size_t>(region_of[i]);
    if (region == areas_m2.size()) areas_m2.push_back(0);
    areas_m2[region] += (runs[i].end - runs[i].first) * grid.cell_area_m2(runs[i].row);
  }
  Regions large;
  std::int32_t count = 0;
  std::vector<std::int32_t> number(areas_m2.size(), 0);
  for (std::size_t i = 0; i < areas_m2.size(); ++i) {
    // A hair of slack: four cells of 99.999 m² reach 400 m².
    if (areas_m2[i] >= min_area_m2 * (1 - 1e-6)) number[i] = ++count;
  }
  large.summaries.resize(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Run run = runs[i];
    run.value = number[static_cast<std::size_t>(region_of[i])];
    if (run.value == 0) continue;
    large.runs.push_back(run);
    large.summaries[static_cast<std::size_t>(run.value) - 1].add(changed.summaries[i]);
  }
  return large;
}

std::vector<product::Landslide> outline_landslides(const Regions& regions, const Grid& grid,
                                                   const Raster<float>* slope_deg) {
  std::vector<product::Summary> slopes;
  if (slope_deg != nullptr) slopes = summarise_slope(regions, grid, *slope_deg);
  std::vector<product::Landslide> landslides;
  for (geo::Region& region :
       geo::polygonise(regions.runs, grid, {.connection = Connection::corners})) {
    const auto index = static_cast<std::size_t>(region.value) - 1;
    const ChangeSummary& summary = regions.summaries[index];
    product::Landslide& landslide = landslides.emplace_back();
    landslide.outline = std::move(region.outline);
    landslide.area_m2 = region.area_m2;
    landslide.mean_score = summary.score.mean();
    landslide.max_score = summary.score.maximum();
    landslide.mean_change = summary.standardised.mean();
    for (const product::Summary& change : summary.change_db) {
      landslide.mean_change_db.push_back(change.mean());
    }
    if (slope_deg != nullptr) landslide.mean_slope_deg = slopes[index].mean();
  }
  return landslides;
}

}  // namespace scarp::pipeline
