#include "sight_reference.h"

#include <algorithm>
#include <cmath>

#include "sar/ellipsoid.h"

namespace scarp::sar::test {
namespace {

LonLat centre(const Ground& ground, int row, int col) {
  const Point p = ground.grid.centre(row, col);
  return {p.x, p.y};
}

}  // namespace

Ground::Ground(const Grid& of_grid, const HeightTile& of_heights)
    : grid(of_grid), heights(of_heights) {
  const auto& values = heights.values.values();
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  lowest_m = *low;
  highest_m = *high;
}

double Ground::height_m(LonLat place) const {
  const CellPoint cell = grid.to_cell({place.lon_deg, place.lat_deg});
  const double row = cell.row - 0.5 - heights.window.row;
  const double col = cell.col - 0.5 - heights.window.col;
  if (row < 0 || col < 0 || row >= heights.window.rows - 1 || col >= heights.window.cols - 1) {
    return std::nan("");
  }
  const int r = static_cast<int>(row);
  const int c = static_cast<int>(col);
  const Image<float>& h = heights.values;
  const double down = row - r;
  const double right = col - c;
  return (1 - down) * ((1 - right) * h(r, c) + right * h(r, c + 1)) +
         down * ((1 - right) * h(r + 1, c) + right * h(r + 1, c + 1));
}

bool hidden(const Ground& ground, const RadarGeometry& geometry, int row, int col, double step_m) {
  const double height_m = *ground.heights.cell(row, col);
  const LonLat place = centre(ground, row, col);
  const ZeroDoppler seen = geometry.see(vertical(place), height_m);
  const Vec3 start = to_ecef(place, height_m);
  for (double s = step_m / 8; s < 1e5; s += s < step_m ? step_m / 8 : step_m) {
    const Geodetic point = to_geodetic(start + s * seen.look);
    if (point.height_m > ground.highest_m) return false;
    if (ground.height_m(point.place) > point.height_m) return true;
  }
  return false;
}

bool overlaid(const Ground& ground, const RadarGeometry& geometry, int row, int col,
              double step_m) {
  const double height_m = *ground.heights.cell(row, col);
  const ZeroDoppler seen = geometry.see(vertical(centre(ground, row, col)), height_m);
  for (const double way : {-1.0, 1.0}) {
    for (double rise = step_m / 8;; rise += rise < step_m ? step_m / 8 : step_m) {
      const double level_m = height_m + way * rise;
      if (level_m < ground.lowest_m || level_m > ground.highest_m) break;
      const Vec3 point =
          ground_point(geometry.orbit(), seen.azimuth_time_s, seen.slant_range_m, level_m).ecef_m;
      // Below the cell, the arc runs under ground that lies nowhere over it; above, over it.
      const double above_m = ground.height_m(to_geodetic(point).place) - level_m;
      if (way * above_m > 0) return true;
    }
  }
  return false;
}

MaskImage seen_by_brute_force(const Ground& ground, const RadarGeometry& geometry,
                              const Window& window, double step_m) {
  MaskImage mask(window.size());
  for (int row = 0; row < window.rows; ++row) {
    for (int col = 0; col < window.cols; ++col) {
      const int r = window.row + row;
      const int c = window.col + col;
      if (hidden(ground, geometry, r, c, step_m)) set(mask(row, col), MaskBit::shadow);
      if (overlaid(ground, geometry, r, c, step_m)) set(mask(row, col), MaskBit::layover);
    }
  }
  return mask;
}

Agreement& Agreement::operator+=(const Agreement& other) {
  truth += other.truth;
  inside += other.inside;
  found += other.found;
  flagged += other.flagged;
  outside += other.outside;
  return *this;
}

// NOLINTNEXTLINE(readability-function-cognitive-complexity): nested loops over an image
Agreement agreement(const MaskImage& mask, const MaskImage& truth, MaskBit bit) {
  Agreement result;
  for (int row = 1; row < mask.rows() - 1; ++row) {
    for (int col = 1; col < mask.cols() - 1; ++col) {
      int neighbours = 0;
      for (int r = row - 1; r <= row + 1; ++r) {
        for (int c = col - 1; c <= col + 1; ++c) neighbours += has(truth(r, c), bit) ? 1 : 0;
      }
      const bool flag = has(mask(row, col), bit);
      result.truth += has(truth(row, col), bit) ? 1 : 0;
      result.inside += neighbours == 9 ? 1 : 0;
      result.found += neighbours == 9 && flag ? 1 : 0;
      result.flagged += flag ? 1 : 0;
      result.outside += neighbours == 0 && flag ? 1 : 0;
    }
  }
  return result;
}

}  // namespace scarp::sar::test
