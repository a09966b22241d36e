#include "pipeline/slope_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/raster_file.h"
#include "geo/terrain.h"
#include "geo/warp.h"

namespace scarp::pipeline {
namespace {

constexpr double kReach_m = 100;
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// Cells of the DEM within reach of a cell in `row`, itself not counted: at least one either way.
struct Reach {
  int rows;
  int cols;
};

Reach reach(const Grid& dem, int row) {
  const geo::CellLength length = geo::cell_length(dem, row);
  // At the poles the meridians meet.
  const auto cells = [](double cell_m, int most) {
    return static_cast<int>(std::clamp(std::round(kReach_m / cell_m), 1.0, most + 1.0));
  };
  return {cells(length.north_m, dem.rows()), cells(length.east_m, dem.cols())};
}

// The grid to read the DEM on: its own, or the north-up one around a rotated DEM.
Grid north_up(const Grid& dem) {
  if (dem.north_up()) return dem;
  return snapped_grid(dem.bounds(), std::sqrt(std::abs(dem.affine().determinant())), dem.crs());
}

// What of `dem` is needed for `area`, when its longitudes are counted `turn` degrees further on;
// with a margin for the slopes and the reach at the edge of the area.
Window needed_window(const Grid& dem, const Bounds& area, double turn) {
  const CellPoint first = dem.to_cell({area.min_x - turn, area.max_y});
  const CellPoint last = dem.to_cell({area.max_x - turn, area.min_y});
  const auto clamp = [](double cell, int cells) {
    return static_cast<int>(std::clamp(cell, 0.0, static_cast<double>(cells)));
  };
  const Reach north = reach(dem, clamp(first.row, dem.rows() - 1));
  const Reach south = reach(dem, clamp(last.row, dem.rows() - 1));
  const int margin_rows = std::max(north.rows, south.rows) + 2;
  const int margin_cols = std::max(north.cols, south.cols) + 2;
  const int row = clamp(std::floor(first.row) - margin_rows, dem.rows());
  const int col = clamp(std::floor(first.col) - margin_cols, dem.cols());
  return {row, col, clamp(std::ceil(last.row) + margin_rows, dem.rows()) - row,
          clamp(std::ceil(last.col) + margin_cols, dem.cols()) - col};
}

// A part of the DEM, its longitudes counted on by `turn`.
Raster<float> read_part(const geo::RasterFile& file, const Grid& dem, const Window& window,
                        double turn) {
  const Grid grid = dem.crop(window);
  Image<float> heights =
      file.grid().north_up()
          ? file.read(1, window)
          : geo::warp(file, 1, grid, geo::Resampling::bilinear, geo::Apart::empty).values;
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
    const Image<float> heights =
        geo::warp(part, grid, geo::Resampling::bilinear, geo::Apart::empty).values;
    for (std::size_t i = 0; i < heights.values().size(); ++i) {
      float& height = whole.values.values()[i];
      if (std::isnan(height)) height = heights.values()[i];
    }
  }
  return whole;
}

// Throws Error when the DEM does not touch the area.
Raster<float> read_dem(const geo::RasterFile& file, const Grid& area) {
  const Grid dem = north_up(file.grid());
  const Bounds bounds = geo::transform_bounds(area, dem.crs());
  std::vector<Raster<float>> parts;
  bool touched = false;
  for (const double turn : {0.0, -360.0, 360.0}) {
    if (turn != 0 && !dem.crs()->geographic) continue;
    const Window window = needed_window(dem, bounds, turn);
    if (window.empty()) continue;
    parts.push_back(read_part(file, dem, window, turn));
    touched = touched || geo::touch(parts.back().grid, area);
  }
  if (!touched) {
    throw Error(
        {"the DEM does not cover the area of the scenes", file.path(), "Give one that does"});
  }
  return joined(std::move(parts));
}

// Largest slope within reach along one axis after the other; NaN cells are passed over.
Image<float> steepest_near(const Raster<float>& slope) {
  const Image<float>& image = slope.values;
  const auto larger = [](float a, float b) { return std::isnan(a) || b > a ? b : a; };
  Image<float> along_rows(image.size(), kNaN);
  Image<float> result = along_rows;
  for (int row = 0; row < image.rows(); ++row) {
    const int radius = reach(slope.grid, row).cols;
    for (int col = 0; col < image.cols(); ++col) {
      float& most = along_rows(row, col);
      const int last = std::min(image.cols() - 1, col + radius);
      for (int c = std::max(0, col - radius); c <= last; ++c) most = larger(most, image(row, c));
    }
  }
  for (int row = 0; row < image.rows(); ++row) {
    const int radius = reach(slope.grid, row).rows;
    const int last = std::min(image.rows() - 1, row + radius);
    for (int r = std::max(0, row - radius); r <= last; ++r) {
      for (int col = 0; col < image.cols(); ++col) {
        result(row, col) = larger(result(row, col), along_rows(r, col));
      }
    }
  }
  return result;
}

// Evenly spread cells of `area`, at most 256 × 256, at their centres.
std::vector<Point> spread_over(const Grid& area) {
  constexpr int kMost = 256;
  const int rows = std::min(kMost, area.rows());
  const int cols = std::min(kMost, area.cols());
  std::vector<Point> points;
  points.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < cols; ++j) {
      points.push_back(
          area.to_world({(i + 0.5) * area.rows() / rows, (j + 0.5) * area.cols() / cols}));
    }
  }
  return points;
}

bool known_at(const Raster<float>& layer, Point world) {
  for (const double turn : {0.0, -360.0, 360.0}) {
    if (turn != 0 && !layer.grid.crs()->geographic) continue;
    const CellPoint cell = layer.grid.to_cell({world.x + turn, world.y});
    const bool inside = cell.row >= 0 && cell.col >= 0 && cell.row < layer.grid.rows() &&
                        cell.col < layer.grid.cols();
    if (!inside) continue;
    if (!std::isnan(layer.values(static_cast<int>(cell.row), static_cast<int>(cell.col)))) {
      return true;
    }
  }
  return false;
}

void warn_of_gaps(const Raster<float>& steepest, const Grid& area, Reporter& reporter) {
  const std::vector<Point> points =
      geo::transform(spread_over(area), area.crs(), steepest.grid.crs());
  const auto open = std::count_if(points.begin(), points.end(),
                                  [&](Point point) { return !known_at(steepest, point); });
  if (open == 0) return;
  const double percent = 100.0 * static_cast<double>(open) / static_cast<double>(points.size());
  reporter.warn(fmt::format(
      "the DEM leaves {} of the area uncovered: changes there are not held to any slope",
      percent < 1 ? "less than 1 %" : fmt::format("{:.0f} %", percent)));
}

SlopeLayers layers_of(Raster<float> dem) {
  SlopeLayers layers;
  layers.slope_deg = geo::slope_deg(dem);
  layers.hillshade = geo::hillshade(dem);
  dem = {};  // makes room
  layers.steepest_near_deg = {layers.slope_deg.grid, steepest_near(layers.slope_deg)};
  return layers;
}

}  // namespace

SlopeLayers read_slopes(const std::string& dem_path, const Grid& area, Reporter& reporter) {
  try {
    const geo::RasterFile file(dem_path);
    file.require_georeference();
    SlopeLayers layers = layers_of(read_dem(file, area));
    warn_of_gaps(layers.steepest_near_deg, area, reporter);
    return layers;
  } catch (const Error& error) {  // of the geometry, which does not know the file
    if (!error.problem().where.empty()) throw;
    throw Error({error.problem().what, dem_path, error.problem().advice}, error.fault());
  }
}

}  // namespace scarp::pipeline
