#include "made_terrain.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"

namespace scarp::sar::test {

Scene::Scene(double start_s, bool descending, GeometryOptions options)
    : product(made_product({.orbit = {.inclination_rad = descending ? -1.7132 : 1.7132},
                            .size = {4000, 25000},
                            .first_azimuth_time_s = start_s})),
      geometry(product, options) {}

Grid Scene::grid_at(double line, double pixel, Size size) const {
  constexpr double kCell_deg = 0.0001;
  return grid_around(place_of(product, line, pixel, 0), kCell_deg, size);
}

Image<float> rugged(Size size, std::uint64_t seed, double height_m) {
  Random random(seed);
  Image<float> image(size);
  for (double wave_cells = 256; wave_cells > 8; wave_cells /= 1.5) {
    for (int i = 0; i < 4; ++i) {
      const double angle = random.uniform(0, 6.283185307);
      const double phase = random.uniform(0, 6.283185307);
      const double amplitude_m = height_m / 8 * std::pow(wave_cells / 256, 1.1);
      for (int row = 0; row < size.rows; ++row) {
        for (int col = 0; col < size.cols; ++col) {
          const double along = (std::cos(angle) * col + std::sin(angle) * row) / wave_cells;
          // Crests sharper than troughs.
          const double wave = 1 - 2 * std::abs(std::sin(3.14159265358979 * along + phase));
          image(row, col) += static_cast<float>(amplitude_m * wave);
        }
      }
    }
  }
  return image;
}

HeightTile plane(const Grid& grid, const Window& window, double slope_deg, double rises_to_deg) {
  constexpr double kDegree = 3.14159265358979 / 180;
  const double slope = std::tan(slope_deg * kDegree);
  const Point middle = grid.centre(window.row + window.rows / 2, window.col + window.cols / 2);
  const DegreeLength degree = degree_length(middle.y);
  HeightTile heights{window, Image<float>(window.size())};
  for (int row = 0; row < window.rows; ++row) {
    for (int col = 0; col < window.cols; ++col) {
      const Point p = grid.centre(window.row + row, window.col + col);
      const double east_m = (p.x - middle.x) * degree.east_m;
      const double north_m = (p.y - middle.y) * degree.north_m;
      const double along_m =
          std::cos(rises_to_deg * kDegree) * east_m + std::sin(rises_to_deg * kDegree) * north_m;
      heights.values(row, col) = static_cast<float>(800 + slope * along_m);
    }
  }
  return heights;
}

Relief relief_of(const HeightTile& heights) {
  const auto& values = heights.values.values();
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return {*low, *high};
}

HeightTile part(const HeightTile& heights, const Window& window) {
  HeightTile result{window, Image<float>(window.size(), std::nanf(""))};
  const Window common = intersect(window, heights.window);
  for (int row = common.row; row < common.row_end(); ++row) {
    std::copy_n(heights.cell(row, common.col), common.cols,
                result.values.row(row - window.row) + (common.col - window.col));
  }
  return result;
}

}  // namespace scarp::sar::test
