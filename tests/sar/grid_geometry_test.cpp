#include "sar/grid_geometry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "core/random.h"
#include "made_product.h"

namespace scarp::sar {
namespace {

using test::Geographic;
using test::grid_around;
using test::made_product;
using test::place_of;

constexpr double kCell_deg = 0.0001;

/// A product and the ground it shows; `start_s` decides on the latitude.
struct Scene {
  Product product;
  GeometryOptions options;
  RadarGeometry geometry;
  Geographic projection;

  explicit Scene(double start_s = 0, GeometryOptions wanted = {}, bool descending = false)
      : product(made_product({.orbit = {.inclination_rad = descending ? -1.7132 : 1.7132},
                              .size = {4000, 3000},
                              .first_azimuth_time_s = start_s})),
        options(wanted),
        geometry(product, wanted) {}
};

HeightTile rough_heights(const Window& window, std::uint64_t seed) {
  HeightTile tile{window, Image<float>(window.size())};
  Random random(seed);
  for (float& height : tile.values.values()) {
    height = static_cast<float>(random.uniform(-500, 9000));
  }
  return tile;
}

HeightTile level(const Window& window, float height_m) {
  return {window, Image<float>(window.size(), height_m)};
}

// The largest differences from the exact solution.
struct Errors {
  double lines = 0;
  double pixels = 0;
  double slant_range_m = 0;
  int cells = 0;
};

Errors errors(const Scene& scene, const Grid& grid, const HeightTile& heights) {
  const GridGeometry grid_geometry(grid, scene.projection, scene.geometry);
  const SolvedWindow solved = grid_geometry.solve(heights.window);
  Errors worst;
  SeenCells cells;
  for (const Patch& patch : solved.patches()) {
    solved.cells(patch, heights, cells);
    for (int i = 0; i < patch.window.size().cells(); ++i) {
      const int row = patch.window.row + i / patch.window.cols;
      const int col = patch.window.col + i % patch.window.cols;
      const Point place = grid.centre(row, col);
      const ZeroDoppler exact =
          scene.geometry.see(vertical({place.x, place.y}), *heights.cell(row, col));
      const auto pixel = scene.geometry.pixel(exact.azimuth_time_s, exact.slant_range_m);
      if (!pixel) continue;
      const auto k = static_cast<std::size_t>(i);
      const double line = scene.geometry.line(exact.azimuth_time_s);
      worst.lines = std::max(worst.lines, std::abs(cells.line[k] - line));
      worst.pixels = std::max(worst.pixels, std::abs(cells.pixel[k] - *pixel));
      worst.slant_range_m =
          std::max(worst.slant_range_m, std::abs(cells.slant_range_m[k] - exact.slant_range_m));
      ++worst.cells;
    }
  }
  return worst;
}

void check_errors(const Scene& scene, double line, double pixel) {
  const Grid grid = grid_around(place_of(scene.product, line, pixel, 1000), kCell_deg, {200, 300});
  const Errors worst = errors(scene, grid, rough_heights(whole(grid.size()), 1));
  EXPECT_EQ(worst.cells, grid.size().cells());
  EXPECT_LT(worst.lines, 0.001);
  EXPECT_LT(worst.pixels, 0.02);
  EXPECT_LT(worst.slant_range_m, 0.05);
}

TEST(GridGeometry, AgreesWithTheExactSolutionOverSteepTerrain) {
  check_errors(Scene(), 2000, 1500);
  check_errors(Scene(0, {}, true), 100, 2900);
}

// The orbit reaches 81.8°; a quarter of it is 1482 s.
TEST(GridGeometry, AgreesWithTheExactSolutionAtHighLatitudes) {
  Scene scene;
  scene.product.orbit = test::made_orbit({.phase_rad = 1.45});
  check_errors(scene, 2000, 1500);
}

TEST(GridGeometry, AgreesWithTheExactSolutionWithEveryCorrection) {
  Scene scene(0, {GroundRangeRule::nearest, false, true});
  check_errors(scene, 300, 1500);
}

// Where the ground range records change over, within a patch too.
TEST(GridGeometry, FollowsTheKinksOfGroundRange) {
  const Scene scene;
  const double kink = scene.product.image.line(2.0);
  check_errors(scene, kink, 1000);
}

TEST(GridGeometry, IsTheInverseOfTheForwardGeometry) {
  const Scene scene;
  const LonLat place = place_of(scene.product, 1234.5, 678.25, 500);
  // One cell with its centre there.
  const Grid grid(
      {place.lon_deg - kCell_deg / 2, kCell_deg, 0, place.lat_deg + kCell_deg / 2, 0, -kCell_deg},
      {1, 1}, test::geographic_crs());
  const GridGeometry geometry(grid, scene.projection, scene.geometry);
  const SolvedWindow solved = geometry.solve({0, 0, 1, 1});
  SeenCells cells;
  solved.cells(solved.patches().front(), level({0, 0, 1, 1}, 500), cells);
  EXPECT_NEAR(cells.line[0], 1234.5, 0.001);
  EXPECT_NEAR(cells.pixel[0], 678.25, 0.005);
}

TEST(GridGeometry, DoesNotKnowPlacesWithoutHeight) {
  const Scene scene;
  const Grid grid = grid_around(place_of(scene.product, 2000, 1500, 0), kCell_deg, {1, 4});
  HeightTile heights = level(whole(grid.size()), 100);
  heights.values(0, 1) = std::numeric_limits<float>::quiet_NaN();
  heights.values(0, 2) = 12000;
  heights.values(0, 3) = -std::numeric_limits<float>::infinity();
  const GridGeometry geometry(grid, scene.projection, scene.geometry);
  const SolvedWindow solved = geometry.solve(heights.window);
  int known = 0;
  SeenCells cells;
  for (const Patch& patch : solved.patches()) {
    solved.cells(patch, heights, cells);
    for (const auto* values : {&cells.line, &cells.pixel, &cells.slant_range_m}) {
      for (const double value : *values) known += std::isfinite(value) ? 1 : 0;
    }
  }
  EXPECT_EQ(known, 3);
}

TEST(GridGeometry, SeesNothingOnTheLeftOfThePathOrBeyondTheOrbit) {
  const Scene scene;
  for (const LonLat place : {LonLat{-5, 1}, LonLat{5, 60}, LonLat{-170, 3}}) {
    const Grid grid = grid_around(place, kCell_deg, {40, 40});
    const GridGeometry geometry(grid, scene.projection, scene.geometry);
    const SolvedWindow solved = geometry.solve(whole(grid.size()));
    for (const Patch& patch : solved.patches()) EXPECT_FALSE(solved.seen(patch));
  }
}

// All cells of a window, by the cell of the whole grid.
struct Values {
  Image<double> line;
  Image<double> pixel;
  Image<float> cos_incidence;
};

Values values(const Scene& scene, const Grid& grid, const HeightTile& heights,
              const Window& window) {
  Values result{Image<double>(window.size()), Image<double>(window.size()),
                Image<float>(window.size())};
  const GridGeometry geometry(grid, scene.projection, scene.geometry);
  const SolvedWindow solved = geometry.solve(window);
  SeenCells cells;
  Facets facets;
  for (const Patch& patch : solved.patches()) {
    solved.cells(patch, heights, cells);
    solved.facets(patch, heights, facets);
    std::size_t i = 0;
    for (int row = 0; row < patch.window.rows; ++row) {
      for (int col = 0; col < patch.window.cols; ++col, ++i) {
        const int r = patch.window.row + row - window.row;
        const int c = patch.window.col + col - window.col;
        result.line(r, c) = cells.line[i];
        result.pixel(r, c) = cells.pixel[i];
        result.cos_incidence(r, c) = facets.cos_incidence[i];
      }
    }
  }
  return result;
}

template <typename T>
bool same_bits(const Image<T>& a, const Image<T>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.values().data(), b.values().data(), a.values().size() * sizeof(T)) == 0;
}

// Neither the part of the Earth a grid covers nor the windows it is cut into change a bit.
RC_GTEST_PROP(GridGeometryProperty, DoesNotDependOnGridOrWindow, ()) {
  static const Scene scene;
  static const LonLat place = place_of(scene.product, 2000, 1500, 0);
  const Grid grid = grid_around(place, kCell_deg, {150, 170});
  const Window reach{-kFacetHalo, -kFacetHalo, 154, 174};
  const HeightTile heights = rough_heights(reach, 7);
  static const Values all = values(scene, grid, heights, whole(grid.size()));

  const int row = *rc::gen::inRange(0, 140);
  const int col = *rc::gen::inRange(0, 160);
  const Window window{row, col, *rc::gen::inRange(1, 151 - row), *rc::gen::inRange(1, 171 - col)};
  const Values part = values(scene, grid, heights, window);
  RC_ASSERT(same_bits(part.line, crop(all.line, window)));
  RC_ASSERT(same_bits(part.pixel, crop(all.pixel, window)));
  RC_ASSERT(same_bits(part.cos_incidence, crop(all.cos_incidence, window)));

  HeightTile moved = heights;
  moved.window.row -= row;
  moved.window.col -= col;
  const Values own = values(scene, grid.crop(window), moved, whole(window.size()));
  RC_ASSERT(same_bits(own.line, part.line));
  RC_ASSERT(same_bits(own.pixel, part.pixel));
  RC_ASSERT(same_bits(own.cos_incidence, part.cos_incidence));
}

// Of a cell's facet, from exact points around it on terrain that rises evenly.
double exact_cos_incidence(const Scene& scene, const Grid& grid, int row, int col, float height_m,
                           float east_m, float south_m) {
  const auto point = [&](int down, int right) {
    const Point p = grid.centre(row + down, col + right);
    return to_ecef({p.x, p.y}, height_m + down * south_m + right * east_m);
  };
  const Vec3 normal = cross(point(1, 0) - point(-1, 0), point(0, 1) - point(0, -1));
  const Point here = grid.centre(row, col);
  const ZeroDoppler seen = scene.geometry.see(vertical({here.x, here.y}), height_m);
  return dot(normal, seen.look) / norm(normal);
}

void check_facets(float height_m, float east_m, float south_m) {
  const Scene scene;
  const Grid grid = grid_around(place_of(scene.product, 2000, 1500, 0), kCell_deg, {60, 60});
  HeightTile heights = level({-2, -2, 64, 64}, 0);
  for (int row = -2; row < 62; ++row) {
    for (int col = -2; col < 62; ++col) {
      heights.values(row + 2, col + 2) =
          height_m + static_cast<float>(row - 30) * south_m + static_cast<float>(col - 30) * east_m;
    }
  }
  const Values got = values(scene, grid, heights, whole(grid.size()));
  for (const auto& [row, col] : {std::pair{0, 0}, {30, 30}, {59, 17}, {33, 59}}) {
    const float here_m = heights.values(row + 2, col + 2);
    EXPECT_NEAR(got.cos_incidence(row, col),
                exact_cos_incidence(scene, grid, row, col, here_m, east_m, south_m), 2e-5);
  }
}

TEST(Facets, OfLevelGroundAreTheEllipsoid) {
  check_facets(0, 0, 0);
  check_facets(5000, 0, 0);
}

TEST(Facets, TiltWithTheTerrain) {
  check_facets(1000, 5, 0);
  check_facets(1000, -8, 3);
  check_facets(4000, 2, -11);
}

}  // namespace
}  // namespace scarp::sar
