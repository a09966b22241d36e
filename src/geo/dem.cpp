#include "geo/dem.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/terrain.h"
#include "geo/warp.h"

namespace scarp::geo {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Cells of the DEM within `margin_m` in its row `row`, and two more for slopes and interpolation.
struct Margin {
  int rows;
  int cols;
};

Margin margin(const Grid& dem, int row, double margin_m) {
  const CellLength length = cell_length(dem, row);
  // At the poles the meridians meet.
  const auto cells = [margin_m](double cell_m, int most) {
    return static_cast<int>(std::clamp(std::round(margin_m / cell_m), 1.0, most + 1.0)) + 2;
  };
  return {cells(length.north_m, dem.rows()), cells(length.east_m, dem.cols())};
}

// The grid to read the DEM on: its own, or the north-up one around a rotated DEM.
Grid north_up(const Grid& dem) {
  if (dem.north_up()) return dem;
  return snapped_grid(dem.bounds(), std::sqrt(std::abs(dem.affine().determinant())), dem.crs());
}

// What of `dem` is needed for `area`, when its longitudes are counted `turn` degrees further on;
// with the margin.
Window needed_window(const Grid& dem, const Bounds& area, double turn, double margin_m) {
  const CellPoint first = dem.to_cell({area.min_x - turn, area.max_y});
  const CellPoint last = dem.to_cell({area.max_x - turn, area.min_y});
  const auto clamp = [](double cell, int cells) {
    return static_cast<int>(std::clamp(cell, 0.0, static_cast<double>(cells)));
  };
  const Margin north = margin(dem, clamp(first.row, dem.rows() - 1), margin_m);
  const Margin south = margin(dem, clamp(last.row, dem.rows() - 1), margin_m);
  const int margin_rows = std::max(north.rows, south.rows);
  const int margin_cols = std::max(north.cols, south.cols);
  const int row = clamp(std::floor(first.row) - margin_rows, dem.rows());
  const int col = clamp(std::floor(first.col) - margin_cols, dem.cols());
  return {row, col, clamp(std::ceil(last.row) + margin_rows, dem.rows()) - row,
          clamp(std::ceil(last.col) + margin_cols, dem.cols()) - col};
}

// A part of the DEM, its longitudes counted on by `turn`.
Raster<float> read_part(const RasterFile& file, const Grid& dem, const Window& window,
                        double turn) {
  const Grid grid = dem.crop(window);
  Image<float> heights = file.grid().north_up()
                             ? file.read(1, window)
                             : warp(file, 1, grid, Resampling::bilinear, Apart::empty).values;
  Affine affine = grid.affine();
  affine.x0 += turn;
  return {Grid(affine, grid.size(), grid.crs()), std::move(heights)};
}

// The parts side by side on the cells of the first. They have the same rows.
Raster<float> joined(std::vector<Raster<float>> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  const Grid& first = parts.front().grid;
  int west = 0;
  int east = first.cols();
  for (const Raster<float>& part : parts) {
    const double col = first.to_cell(part.grid.to_world({0, 0})).col;
    west = std::min(west, static_cast<int>(std::floor(col + 0.01)));
    east = std::max(east, static_cast<int>(std::ceil(col + part.grid.cols() - 0.01)));
  }
  const Grid grid = first.crop({0, west, first.rows(), east - west});
  Raster<float> whole{grid, Image<float>(grid.size(), kNaN)};
  for (const Raster<float>& part : parts) {
    const Image<float> heights = warp(part, grid, Resampling::bilinear, Apart::empty).values;
    for (std::size_t i = 0; i < heights.values().size(); ++i) {
      float& height = whole.values.values()[i];
      if (std::isnan(height)) height = heights.values()[i];
    }
  }
  return whole;
}

}  // namespace

std::optional<Raster<float>> read_dem_part(const RasterFile& file, const Grid& area,
                                           double margin_m) {
  const Grid dem = north_up(file.grid());
  const Bounds bounds = transform_bounds(area, dem.crs());
  std::vector<Raster<float>> parts;
  bool touched = false;
  for (const double turn : {0.0, -360.0, 360.0}) {
    if (turn != 0 && !dem.crs()->geographic) continue;
    const Window window = needed_window(dem, bounds, turn, margin_m);
    if (window.empty()) continue;
    parts.push_back(read_part(file, dem, window, turn));
    touched = touched || touch(parts.back().grid, area);
  }
  if (!touched) return std::nullopt;
  return joined(std::move(parts));
}

Raster<float> read_dem(const RasterFile& file, const Grid& area, double margin_m) {
  std::optional<Raster<float>> dem = read_dem_part(file, area, margin_m);
  if (dem) return *std::move(dem);
  throw Error({"the DEM does not cover the area of the scenes", file.path(), "Give one that does"});
}

}  // namespace scarp::geo
