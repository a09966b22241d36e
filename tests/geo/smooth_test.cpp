#include "geo/smooth.h"

#include <gtest/gtest.h>
#include <ogr_geometry.h>

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "core/runs.h"
#include "geo/ogr_geometry.h"
#include "geo/polygonise.h"

namespace scarp::geo {
namespace {

TEST(Smoothed, TurnsAStaircaseIntoASlope) {
  // Three steps of one cell, up and to the right, closed by a right angle.
  const MultiPolygon stairs{
      {{{0, 0}, {3, 0}, {3, 3}, {2, 3}, {2, 2}, {1, 2}, {1, 1}, {0, 1}, {0, 0}}, {}}};
  const MultiPolygon smooth = smoothed(stairs, 1);
  ASSERT_EQ(smooth.size(), 1U);
  EXPECT_NEAR(area(smooth), area(stairs), 1e-12);
  // The midpoints of the steps lie on one line, however the whole was blown up.
  const Ring& ring = smooth[0].outer;
  int on_the_slope = 0;
  for (std::size_t i = 0; i + 2 < ring.size(); ++i) {
    const Point a{ring[i + 1].x - ring[i].x, ring[i + 1].y - ring[i].y};
    const Point b{ring[i + 2].x - ring[i + 1].x, ring[i + 2].y - ring[i + 1].y};
    const bool straight = std::abs(a.x * b.y - a.y * b.x) < 1e-12;
    on_the_slope += straight && std::abs(a.x - a.y) < 1e-12 ? 1 : 0;
  }
  EXPECT_GE(on_the_slope, 3);
}

TEST(Smoothed, KeepsAreaAndValidityOfAnyRegion) {
  const Size size{60, 60};
  Image<std::uint8_t> image(size);
  Random random(3);
  for (std::uint8_t& cell : image.values()) cell = random.uniform() < 0.45 ? 1 : 0;
  const Grid grid({500000, 10, 0, 4000000, 0, -10}, size, nullptr);
  const std::vector<Region> regions =
      polygonise(runs_of(image), grid, {.connection = Connection::corners});
  std::size_t holes = 0;
  std::size_t parts = 0;
  for (const Region& region : regions) {
    const MultiPolygon smooth = smoothed(region.outline, 10);
    EXPECT_NEAR(area(smooth), area(region.outline), 1e-3);
    EXPECT_TRUE(to_ogr(smooth)->IsValid());
    for (const Polygon& polygon : smooth) holes += polygon.holes.size();
    parts += smooth.size();
  }
  EXPECT_GT(holes, 5U);
  EXPECT_GT(parts, regions.size());
}

TEST(Smoothed, MovesNothingFarOfALongChain) {
  // Cells that touch at their corners, from (0, 0) to (100, 100).
  MultiPolygon chain;
  for (int i = 0; i < 100; ++i) {
    const double a = i;
    chain.push_back({{{a, a}, {a + 1, a}, {a + 1, a + 1}, {a, a + 1}, {a, a}}, {}});
  }
  for (const Polygon& polygon : smoothed(chain, 1)) {
    for (const Point& point : polygon.outer) {
      EXPECT_GT(std::min(point.x, point.y), -0.25);
      EXPECT_LT(std::max(point.x, point.y), 100.25);
    }
  }
}

TEST(Smoothed, NothingStaysNothing) { EXPECT_TRUE(smoothed({}, 1).empty()); }

}  // namespace
}  // namespace scarp::geo
