#include "geo/dem.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/plausible_height.h"
#include "core/text.h"
#include "geo/crs.h"
#include "geo/terrain.h"
#include "geo/warp.h"

namespace scarp::geo {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

void require_one_band(const RasterFile& file) {
  if (file.band_count() == 1) return;
  throw Error({fmt::format("has {} bands, but a terrain model has one", file.band_count()),
               file.path(), "Name the file of heights"});
}

void require_metres(const RasterFile& file) {
  const std::string unit = lower(file.band(1).unit);
  const auto& vertical = file.vertical_reference();
  const bool metres = unit.empty() || unit == "m" || unit == "metre" || unit == "metres" ||
                      unit == "meter" || unit == "meters";
  if (metres && (!vertical || std::abs(vertical->metres_per_unit - 1) < 1e-9)) return;
  throw Error({fmt::format("its heights are not in metres ({})",
                           metres ? vertical->name : file.band(1).unit),
               file.path(), "Convert them first, for example with gdal_calc.py"});
}

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
Raster<float> read_part(const Dem& dem, const Grid& cells, const Window& window, double turn) {
  const Grid grid = cells.crop(window);
  Image<float> heights =
      dem.grid().north_up()
          ? dem.read(1, window)
          : warp(dem, 1, dem.path(), grid, Resampling::bilinear, Apart::empty).values;
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

Dem::Dem(const std::string& path, std::optional<double> no_data) : file_(path) {
  file_.require_georeference();
  require_one_band(file_);
  require_metres(file_);
  if (no_data) no_data_ = static_cast<float>(*no_data);
}

Image<float> Dem::read(int band, const Window& window) const {
  Image<float> heights = file_.read(band, window);
  bool met = false;
  for (float& height : heights.values()) {
    const bool gap = no_data_ && height == *no_data_;
    const bool absurd = !gap && !std::isnan(height) && !plausible_height(height);
    if (gap || absurd) height = kNaN;
    met = met || absurd;
  }
  if (met) met_implausible_ = true;
  return heights;
}

std::optional<Raster<float>> read_dem_part(const Dem& dem, const Grid& area, double margin_m) {
  const Grid cells = north_up(dem.grid());
  const Bounds bounds = transform_bounds(area, cells.crs());
  std::vector<Raster<float>> parts;
  bool touched = false;
  for (const double turn : {0.0, -360.0, 360.0}) {
    if (turn != 0 && !cells.crs()->geographic) continue;
    const Window window = needed_window(cells, bounds, turn, margin_m);
    if (window.empty()) continue;
    parts.push_back(read_part(dem, cells, window, turn));
    touched = touched || touch(parts.back().grid, area);
  }
  if (!touched) return std::nullopt;
  return joined(std::move(parts));
}

Raster<float> read_dem(const Dem& dem, const Grid& area, double margin_m) {
  std::optional<Raster<float>> part = read_dem_part(dem, area, margin_m);
  if (part) return *std::move(part);
  throw Error({"the DEM does not cover the area of the scenes", dem.path(), "Give one that does"});
}

}  // namespace scarp::geo
