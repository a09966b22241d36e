#include "pipeline/dem_relief.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "geo/crs.h"

namespace scarp::pipeline {
namespace {

constexpr double kAround_m = 20000;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kStripRows = 256;

// Cubic convolution overshoots by this share of a step, at most.
constexpr double kOvershoot = 0.08;

constexpr double kGeoidMargin_m = 5;

sar::Relief united(const sar::Relief& a, const sar::Relief& b) {
  return {std::min(a.lowest_m, b.lowest_m), std::max(a.highest_m, b.highest_m)};
}

// Cells of the DEM within reach of the grid; the whole of it where that cannot be told.
Window cells_around(const Grid& dem, const Grid& grid) {
  const Bounds box = geo::transform_bounds(grid, dem.crs());
  double east = kAround_m / dem.crs()->metres_per_unit;
  double north = east;
  if (dem.crs()->geographic) {
    const double latitude_deg = std::max(std::abs(box.min_y), std::abs(box.max_y));
    const DegreeLength degree = degree_length(std::min(latitude_deg, 89.0));
    east = kAround_m / degree.east_m;
    north = kAround_m / degree.north_m;
  }
  Bounds cells{kInfinity, kInfinity, -kInfinity, -kInfinity};  // x is the column, y the row
  for (const double x : {box.min_x - east, box.max_x + east}) {
    for (const double y : {box.min_y - north, box.max_y + north}) {
      const CellPoint cell = dem.to_cell({x, y});
      cells = {std::min(cells.min_x, cell.col), std::min(cells.min_y, cell.row),
               std::max(cells.max_x, cell.col), std::max(cells.max_y, cell.row)};
    }
  }
  // Ground beyond an edge in longitude lies at the other edge of a DEM that goes all around.
  const bool all_around = dem.crs()->geographic && dem.cols() * dem.cell_width() > 359;
  if (all_around && (cells.min_x < 0 || cells.max_x > dem.cols())) {
    cells.min_x = 0;
    cells.max_x = dem.cols();
  }
  const auto within = [](double cell, int count) {
    return static_cast<int>(std::clamp<double>(std::floor(cell), 0, count));
  };
  const int row = within(cells.min_y, dem.rows());
  const int col = within(cells.min_x, dem.cols());
  const Window window{row, col, within(cells.max_y + 1, dem.rows()) - row,
                      within(cells.max_x + 1, dem.cols()) - col};
  return window.empty() ? whole(dem.size()) : window;
}

sar::Relief relief_of(const Image<float>& heights) {
  sar::Relief result{kInfinity, -kInfinity};
  for (const float height : heights.values()) {
    // What is beyond the plausible is not used as a height.
    if (!(height >= sar::kLowestHeight_m && height <= sar::kHighestHeight_m)) continue;
    result = united(result, {height, height});
  }
  return result;
}

sar::Relief undulation(const Grid& grid, geo::VerticalDatum model) {
  if (model == geo::VerticalDatum::ellipsoid) return {};
  constexpr int kParts = 8;
  const Bounds box = geo::transform_bounds(grid, geo::wgs84());
  sar::Relief result{kInfinity, -kInfinity};
  for (int i = 0; i <= kParts; ++i) {
    for (int j = 0; j <= kParts; ++j) {
      const double longitude_deg = box.min_x + (box.max_x - box.min_x) * i / kParts;
      const double latitude_deg = box.min_y + (box.max_y - box.min_y) * j / kParts;
      const double n = geo::geoid_undulation_m(longitude_deg, latitude_deg, model);
      result = united(result, {n - kGeoidMargin_m, n + kGeoidMargin_m});
    }
  }
  return result;
}

}  // namespace

sar::Relief dem_relief(const geo::RasterFile& dem, const Grid& grid, geo::VerticalDatum model,
                       ThreadPool& threads) {
  const Window cells = cells_around(dem.grid(), grid);
  const std::vector<Tile> pieces = strips(cells.size(), kStripRows, 0);
  std::vector<sar::Relief> reliefs(pieces.size());
  threads.parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    Window window = pieces[static_cast<std::size_t>(i)].inner;
    window.row += cells.row;
    window.col += cells.col;
    reliefs[static_cast<std::size_t>(i)] = relief_of(dem.read(1, window));
  });
  sar::Relief all{kInfinity, -kInfinity};
  for (const sar::Relief& relief : reliefs) all = united(all, relief);
  if (all.lowest_m > all.highest_m) return {};
  const double overshoot_m = kOvershoot * (all.highest_m - all.lowest_m);
  const sar::Relief geoid = undulation(grid, model);
  return {all.lowest_m - overshoot_m + geoid.lowest_m,
          all.highest_m + overshoot_m + geoid.highest_m};
}

}  // namespace scarp::pipeline
