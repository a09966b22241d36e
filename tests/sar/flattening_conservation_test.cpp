// The ground that Flattening finds in an image, beside that of the terrain counted facet by facet.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <map>
#include <utility>
#include <vector>

#include "made_terrain.h"
#include "sar/ellipsoid.h"
#include "sar/flattening.h"
#include "sight_reference.h"

namespace scarp::sar {
namespace {

using test::Ground;
using test::plane;
using test::relief_of;
using test::rugged;
using test::Scene;

/// A corner of a facet, and where the image shows it.
struct Vertex {
  Vec3 ecef_m;
  Vec3 look;
  double azimuth_time_s;
  double line;
  double pixel;
};

Vertex vertex_at(const Scene& scene, LonLat place, double height_m) {
  const ZeroDoppler seen = scene.geometry.see(vertical(place), height_m);
  return {to_ecef(place, height_m), seen.look, seen.azimuth_time_s,
          scene.geometry.line(seen.azimuth_time_s),
          scene.geometry.pixel(seen.azimuth_time_s, seen.slant_range_m).value_or(-1e9)};
}

// Along the path, from one line to the next, of ground at a place: from (X − P)·V = 0 for all
// times.
double line_length_m(const Scene& scene, const Vertex& at) {
  const Orbit::Motion motion = scene.product.orbit.at(at.azimuth_time_s);
  const Vec3 v = motion.velocity_m_per_s;
  const double speed = norm(v);
  const Vec3 away = at.ecef_m - motion.position_m;
  return (speed * speed - dot(away, motion.acceleration_m_per_s2)) / speed *
         scene.product.image.azimuth_time_interval_s;
}

// Bilinear weights of ground at a line or pixel, added over those from `first` to before `end`, in
// steps of a quarter as Flattening has them.
double weight(double place, int first, int end) {
  const auto ramp = [](double x) { return x < 0 ? 0 : x < 0.5 ? 0.25 : x < 1 ? 0.75 : 1.0; };
  return ramp(place - (first - 1)) - ramp(place - (end - 1));
}

/// Facets: cells of the terrain cut into parts, each two triangles.
class Facets {
 public:
  Facets(const Scene& scene, const Grid& grid, const HeightTile& heights, int parts)
      : scene_(scene),
        grid_(grid),
        ground_(grid, heights),
        window_(heights.window),
        parts_(parts) {}

  /// Σ of their area, projected along the line of sight, by the length of a line: of facets that
  /// face the radar, and of which `seen(row, col)` holds for the cell.
  template <typename Seen>
  double sum_m(const Window& image, const Seen& seen) const {
    double sum = 0;
    std::vector<Vertex> upper = corners(0);
    for (int row = 1; row < (window_.rows - 1) * parts_; ++row) {
      std::vector<Vertex> lower = corners(row);
      for (std::size_t i = 0; i + 1 < lower.size(); ++i) {
        const double facets_m = part_m(upper[i], lower[i], upper[i + 1], image) +
                                part_m(lower[i], lower[i + 1], upper[i + 1], image);
        // Of the cell whose centre is nearest.
        const auto cell = [this](int part) { return (2 * part - 1 + parts_) / (2 * parts_); };
        if (facets_m > 0 && seen(cell(row), cell(static_cast<int>(i) + 1))) sum += facets_m;
      }
      std::swap(upper, lower);
    }
    return sum;
  }

 private:
  std::vector<Vertex> corners(int row) const {
    std::vector<Vertex> result;
    for (int col = 0; col < (window_.cols - 1) * parts_; ++col) {
      const Point p = grid_.to_world({window_.row + 0.5 + static_cast<double>(row) / parts_,
                                      window_.col + 0.5 + static_cast<double>(col) / parts_});
      result.push_back(vertex_at(scene_, {p.x, p.y}, ground_.height_m({p.x, p.y})));
    }
    return result;
  }

  double part_m(const Vertex& a, const Vertex& b, const Vertex& c, const Window& image) const {
    const Vec3 look = (1.0 / 3) * (a.look + b.look + c.look);
    const double seen_m2 = dot(0.5 * cross(b.ecef_m - a.ecef_m, c.ecef_m - a.ecef_m), look);
    if (!(seen_m2 > 0)) return 0;
    const double share = weight((a.line + b.line + c.line) / 3, image.row, image.row_end()) *
                         weight((a.pixel + b.pixel + c.pixel) / 3, image.col, image.col_end());
    return share == 0 ? 0 : share * seen_m2 / line_length_m(scene_, a);
  }

  const Scene& scene_;
  const Grid& grid_;
  Ground ground_;
  Window window_;
  int parts_;
};

// The same from the image: A_γ by the length of a line is its ratio times the pixel's slant range.
double found_m(const Scene& scene, const Image<float>& ratio, const Window& image) {
  const RadarImage& radar = scene.product.image;
  double sum = 0;
  for (int row = 0; row < image.rows; ++row) {
    for (int col = 0; col < image.cols; ++col) {
      if (ratio(row, col) == 1e-3F) continue;  // shadow
      const double ground_range_m = (image.col + col) * radar.range_pixel_spacing_m;
      sum += ratio(row, col) * radar.range_pixel_spacing_m *
             radar.ground_range.slope(radar.azimuth_time_s(image.row + row), ground_range_m,
                                      GroundRangeRule::linear);
    }
  }
  return sum;
}

Window around_middle(const Scene& scene, const Grid& grid, const HeightTile& heights, Size size) {
  const Point p = grid.centre(grid.rows() / 2, grid.cols() / 2);
  const Vertex middle =
      vertex_at(scene, {p.x, p.y}, *heights.cell(grid.rows() / 2, grid.cols() / 2));
  return {static_cast<int>(middle.line) - size.rows / 2,
          static_cast<int>(middle.pixel) - size.cols / 2, size.rows, size.cols};
}

double ratio_to_facets(const Scene& scene, const Grid& grid, const HeightTile& heights,
                       const Window& image, bool shadows) {
  const Flattening flattening(grid, scene.projection, scene.geometry, relief_of(heights));
  const double found = found_m(scene, flattening.area_ratio(image, heights), image);
  const Ground ground(grid, heights);
  const Facets facets(scene, grid, heights, 4);
  std::map<std::pair<int, int>, bool> known;  // of cells
  const double counted = facets.sum_m(image, [&](int row, int col) {
    if (!shadows) return true;
    const auto [cell, is_new] = known.try_emplace({row, col});
    if (is_new) cell->second = !hidden(ground, scene.geometry, row, col, 10);
    return cell->second;
  });
  std::printf("[ facets   ] found %.4f, counted %.4f, ratio − 1 = %.2e\n", found, counted,
              found / counted - 1);
  return found / counted;
}

// Without shadow.
TEST(FlatteningConservation, OfHillsIsThatOfTheirFacets) {
  const Scene scene(55);
  const Grid grid = scene.grid_at(2000, 9000, {260, 260});
  HeightTile heights{{0, 0, 260, 260}, rugged({260, 260}, 3, 250)};
  const Window image = around_middle(scene, grid, heights, {120, 120});
  EXPECT_NEAR(ratio_to_facets(scene, grid, heights, image, false), 1, 1e-4);
}

TEST(FlatteningConservation, OfASteepHillIsThatOfTheFacetsThatAreSeen) {
  const Scene scene(55);
  const Grid grid = scene.grid_at(2000, 20000, {260, 260});
  HeightTile heights = plane(grid, {0, 0, 260, 260}, 0, 0);
  for (int row = 0; row < 260; ++row) {
    for (int col = 0; col < 260; ++col) {
      const double distance = std::hypot(row - 130, col - 130) / 40;
      heights.values(row, col) += static_cast<float>(600 * std::max(0.0, 1 - distance));
    }
  }
  const Window image = around_middle(scene, grid, heights, {80, 100});
  EXPECT_NEAR(ratio_to_facets(scene, grid, heights, image, true), 1, 2e-3);
}

}  // namespace
}  // namespace scarp::sar
