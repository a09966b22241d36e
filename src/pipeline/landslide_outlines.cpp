#include "pipeline/landslide_outlines.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "geo/polygonise.h"
#include "geo/raster_file.h"
#include "geo/warp.h"
#include "pipeline/first_look_rasters.h"
#include "product/region_statistics.h"

namespace scarp::pipeline {
namespace {

constexpr int kStripRows = 512;

std::vector<double> areas_m2(const Components& regions, const Grid& grid) {
  std::vector<double> areas(regions.cells.size(), 0.0);
  for (int row = 0; row < grid.rows(); ++row) {
    const double cell_m2 = grid.cell_area_m2(row);
    for (int col = 0; col < grid.cols(); ++col) {
      const std::int32_t label = regions.labels(row, col);
      if (label != 0) areas[static_cast<std::size_t>(label) - 1] += cell_m2;
    }
  }
  return areas;
}

// Strips of the raster with a region in them.
std::vector<Window> strips_with_regions(const Image<std::int32_t>& labels) {
  std::vector<Window> found;
  for (const Tile& strip : strips(labels.size(), kStripRows, 0)) {
    const std::int32_t* first = labels.row(strip.inner.row);
    const std::int32_t* last = first + strip.inner.size().cells();
    if (std::any_of(first, last, [](std::int32_t label) { return label != 0; })) {
      found.push_back(strip.inner);
    }
  }
  return found;
}

using ReadStrip = std::function<Image<float>(const Window&)>;

// Means of several quantities over the regions, one quantity a thread.
std::vector<product::RegionStatistics> average(const Components& regions,
                                               const std::vector<ReadStrip>& quantities,
                                               ThreadPool& threads) {
  std::vector<product::RegionStatistics> averages(quantities.size(),
                                                  product::RegionStatistics(regions.count()));
  const std::vector<Window> found = strips_with_regions(regions.labels);
  threads.parallel_for(static_cast<std::int64_t>(quantities.size()), [&](std::int64_t i) {
    const auto quantity = static_cast<std::size_t>(i);
    for (const Window& strip : found) {
      averages[quantity].add(crop(regions.labels, strip), quantities[quantity](strip));
    }
  });
  return averages;
}

}  // namespace

Components large_regions(const Image<std::uint8_t>& changed, const Grid& grid, double min_area_m2) {
  Components regions = connected_components(changed);
  const std::vector<double> areas = areas_m2(regions, grid);
  std::vector<std::int32_t> number(areas.size() + 1, 0);
  std::vector<std::int64_t> kept;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    // A hair of slack: four cells of 99.999 m² reach 400 m².
    if (areas[i] < min_area_m2 * (1 - 1e-6)) continue;
    kept.push_back(regions.cells[i]);
    number[i + 1] = static_cast<std::int32_t>(kept.size());
  }
  for (std::int32_t& label : regions.labels.values()) {
    label = number[static_cast<std::size_t>(label)];
  }
  regions.cells = std::move(kept);
  return regions;
}

std::vector<product::Landslide> outline_landslides(const Components& regions,
                                                   const change::Series& series,
                                                   const Raster<float>* slope_deg,
                                                   const OutputFolder& out, ThreadPool& threads) {
  const geo::RasterFile score(out.file(kScoreFile));
  const geo::RasterFile change(out.file(kChangeFile));
  const std::size_t polarisations = series.polarisations.size();
  std::vector<ReadStrip> quantities{
      [&](const Window& strip) { return score.read(1, strip); },
      [&](const Window& strip) { return change.read(1, strip); },
  };
  for (std::size_t p = 0; p < polarisations; ++p) {
    quantities.emplace_back(
        [&, p](const Window& strip) { return change.read(static_cast<int>(p) + 2, strip); });
  }
  if (slope_deg != nullptr) {
    quantities.emplace_back([&](const Window& strip) {
      return geo::warp(*slope_deg, series.grid.crop(strip), geo::Resampling::bilinear,
                       geo::Apart::empty)
          .values;
    });
  }
  const std::vector<product::RegionStatistics> averages = average(regions, quantities, threads);

  std::vector<product::Landslide> landslides;
  for (geo::Region& region :
       geo::polygonise(regions.labels, series.grid, {.eight_connected = true})) {
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
