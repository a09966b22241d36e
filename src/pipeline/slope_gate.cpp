#include "pipeline/slope_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/dem_survey.h"
#include "geo/terrain.h"

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

SlopeLayers read_slopes(const geo::Dem& dem, const Grid& area, Reporter& reporter) {
  try {
    Raster<float> heights = geo::read_dem(dem, area, kReach_m);
    geo::warn_of_gaps(geo::survey(heights), dem.path(), reporter);
    SlopeLayers layers = layers_of(std::move(heights));
    warn_of_gaps(layers.steepest_near_deg, area, reporter);
    return layers;
  } catch (const Error& error) {  // of the geometry, which does not know the file
    if (!error.problem().where.empty()) throw;
    throw Error({error.problem().what, dem.path(), error.problem().advice}, error.fault());
  }
}

}  // namespace scarp::pipeline
