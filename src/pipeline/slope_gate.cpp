#include "pipeline/slope_gate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/raster_file.h"
#include "geo/terrain.h"

namespace scarp::pipeline {
namespace {

constexpr double kReach_m = 100;
constexpr int kMargin = 16;  // cells around the area, for slopes and reach at its edge

Window covering_window(const Grid& dem, const Grid& area) {
  const Bounds bounds = geo::transform_bounds(area, dem.crs());
  const CellPoint a = dem.to_cell({bounds.min_x, bounds.max_y});
  const CellPoint b = dem.to_cell({bounds.max_x, bounds.min_y});
  const auto clamp = [](double cell, int cells) {
    return static_cast<int>(std::clamp(std::floor(cell), -1.0, static_cast<double>(cells)));
  };
  const int row = clamp(std::min(a.row, b.row), dem.rows());
  const int col = clamp(std::min(a.col, b.col), dem.cols());
  const Window touched{row, col, clamp(std::max(a.row, b.row), dem.rows()) - row + 1,
                       clamp(std::max(a.col, b.col), dem.cols()) - col + 1};
  const Window inside = intersect(touched, whole(dem.size()));
  return inside.empty() ? inside : grow(inside, kMargin, dem.size());
}

// Largest value within `radius` cells along one axis after the other; NaN cells are passed over.
Image<float> maximum_near(const Image<float>& image, int radius) {
  const auto larger = [](float a, float b) { return std::isnan(a) || b > a ? b : a; };
  Image<float> along_rows(image.size(), std::numeric_limits<float>::quiet_NaN());
  Image<float> result = along_rows;
  for (int row = 0; row < image.rows(); ++row) {
    for (int col = 0; col < image.cols(); ++col) {
      float& most = along_rows(row, col);
      const int last = std::min(image.cols() - 1, col + radius);
      for (int c = std::max(0, col - radius); c <= last; ++c) most = larger(most, image(row, c));
    }
  }
  for (int row = 0; row < image.rows(); ++row) {
    const int last = std::min(image.rows() - 1, row + radius);
    for (int r = std::max(0, row - radius); r <= last; ++r) {
      for (int col = 0; col < image.cols(); ++col) {
        result(row, col) = larger(result(row, col), along_rows(r, col));
      }
    }
  }
  return result;
}

// Lambert's law for a sun in the north-west, 45° high. Flat ground has no aspect.
Raster<float> hillshade_of(const Raster<float>& slope_deg, const Raster<float>& aspect_deg) {
  constexpr double kDegree = 3.14159265358979323846 / 180;
  constexpr double kSunAzimuth = 315 * kDegree;
  constexpr double kSunHeight = 45 * kDegree;
  Raster<float> shade{slope_deg.grid, Image<float>(slope_deg.grid.size())};
  for (std::size_t i = 0; i < shade.values.values().size(); ++i) {
    const double slope = slope_deg.values.values()[i] * kDegree;
    const float aspect = aspect_deg.values.values()[i];
    const double facing = std::isnan(aspect) ? 0 : std::cos(kSunAzimuth - aspect * kDegree);
    const double light =
        std::sin(kSunHeight) * std::cos(slope) + std::cos(kSunHeight) * std::sin(slope) * facing;
    shade.values.values()[i] = static_cast<float>(std::max(0.0, light));
  }
  return shade;
}

}  // namespace

SlopeLayers read_slopes(const std::string& dem_path, const Grid& area) {
  const geo::RasterFile file(dem_path);
  file.require_georeference();
  const Window window = covering_window(file.grid(), area);
  if (window.empty()) {
    throw Error({"the DEM does not cover the area of the scenes", dem_path, "Give one that does"});
  }
  const Raster<float> dem{file.grid().crop(window), file.read(1, window)};
  SlopeLayers layers;
  layers.slope_deg = geo::slope_deg(dem);
  const int radius = std::max(1, static_cast<int>(std::lround(kReach_m / dem.grid.cell_size_m())));
  layers.steepest_near_deg = {dem.grid, maximum_near(layers.slope_deg.values, radius)};
  layers.hillshade = hillshade_of(layers.slope_deg, geo::aspect_deg(dem));
  return layers;
}

}  // namespace scarp::pipeline
