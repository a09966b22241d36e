#include "pipeline/landslide_outlines.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "core/components.h"
#include "geo/polygonise.h"
#include "geo/raster_file.h"
#include "geo/warp.h"
#include "pipeline/first_look_rasters.h"
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

using ReadTile = std::function<Image<float>(const Window&)>;

// Means of several quantities over the regions, one quantity a thread.
std::vector<product::RegionStatistics> average(const Regions& regions, Size size,
                                               const std::vector<ReadTile>& quantities,
                                               ThreadPool& threads) {
  std::vector<product::RegionStatistics> averages(quantities.size(),
                                                  product::RegionStatistics(regions.count));
  const std::vector<Window> found = tiles_with_regions(regions.runs, size);
  threads.parallel_for(static_cast<std::int64_t>(quantities.size()), [&](std::int64_t i) {
    const auto quantity = static_cast<std::size_t>(i);
    for (const Window& tile : found) {
      averages[quantity].add(regions.runs, tile, quantities[quantity](tile));
    }
  });
  return averages;
}

}  // namespace

Regions large_regions(const Runs& changed, const Grid& grid, double min_area_m2) {
  const std::vector<std::int32_t> region_of = connect(changed, Connection::corners);
  std::vector<double> areas_m2;
  for (std::size_t i = 0; i < changed.size(); ++i) {
    const auto region = static_cast<std::size_t>(region_of[i]);
    if (region == areas_m2.size()) areas_m2.push_back(0);
    areas_m2[region] += (changed[i].end - changed[i].first) * grid.cell_area_m2(changed[i].row);
  }
  Regions large;
  std::vector<std::int32_t> number(areas_m2.size(), 0);
  for (std::size_t i = 0; i < areas_m2.size(); ++i) {
    // A hair of slack: four cells of 99.999 m² reach 400 m².
    if (areas_m2[i] >= min_area_m2 * (1 - 1e-6)) number[i] = ++large.count;
  }
  for (std::size_t i = 0; i < changed.size(); ++i) {
    Run run = changed[i];
    run.value = number[static_cast<std::size_t>(region_of[i])];
    if (run.value != 0) large.runs.push_back(run);
  }
  return large;
}

std::vector<product::Landslide> outline_landslides(const Regions& regions,
                                                   const change::Series& series,
                                                   const Raster<float>* slope_deg,
                                                   const OutputFolder& out, ThreadPool& threads) {
  const geo::RasterFile score(out.file(kScoreFile));
  const geo::RasterFile change(out.file(kChangeFile));
  const std::size_t polarisations = series.polarisations.size();
  std::vector<ReadTile> quantities{
      [&](const Window& tile) { return score.read(1, tile); },
      [&](const Window& tile) { return change.read(1, tile); },
  };
  for (std::size_t p = 0; p < polarisations; ++p) {
    quantities.emplace_back(
        [&, p](const Window& tile) { return change.read(static_cast<int>(p) + 2, tile); });
  }
  if (slope_deg != nullptr) {
    quantities.emplace_back([&](const Window& tile) {
      return geo::warp(*slope_deg, series.grid.crop(tile), geo::Resampling::bilinear,
                       geo::Apart::empty)
          .values;
    });
  }
  const std::vector<product::RegionStatistics> averages =
      average(regions, series.grid.size(), quantities, threads);

  std::vector<product::Landslide> landslides;
  for (geo::Region& region :
       geo::polygonise(regions.runs, series.grid, {.connection = Connection::corners})) {
    product::Landslide& landslide = landslides.emplace_back();
    landslide.outline = std::move(region.outline);
    landslide.area_m2 = region.area_m2;
    landslide.mean_score = averages[0].mean(region.value);
    landslide.max_score = averages[0].maximum(region.value);
    landslide.mean_change = averages[1].mean(region.value);
    for (std::size_t p = 0; p < polarisations; ++p) {
      landslide.mean_change_db.push_back(averages[p + 2].mean(region.value));
    }
    if (slope_deg != nullptr) landslide.mean_slope_deg = averages.back().mean(region.value);
  }
  return landslides;
}

}  // namespace scarp::pipeline
