#include "sim/cover.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "geo/crs.h"

namespace scarp::sim {
namespace {

constexpr Size kSize{400, 400};

Grid utm_grid() { return {{577000, 10, 0, 4736000, 0, -10}, kSize, geo::parse_crs("EPSG:32654")}; }

// Rises to the east; flat in the western half.
struct Terrain {
  Raster<float> dem{utm_grid(), Image<float>(kSize)};
  Raster<float> slope{utm_grid(), Image<float>(kSize)};
};

Terrain terrain() {
  Terrain result;
  for (int row = 0; row < kSize.rows; ++row) {
    for (int col = 0; col < kSize.cols; ++col) {
      result.dem.values(row, col) = static_cast<float>(col);
      result.slope.values(row, col) = col > 200 ? 25.0F : 2.0F;
    }
  }
  return result;
}

TEST(LandCover, PutsWaterLowAndForestOnSlopes) {
  ThreadPool threads(2);
  Terrain ground = terrain();
  ground.dem.values(10, 150) = NAN;
  ground.slope.values(10, 150) = NAN;
  const Image<std::uint8_t> cover = land_cover(ground.dem, ground.slope, {}, threads);
  EXPECT_EQ(cover(10, 0), static_cast<std::uint8_t>(Cover::water));
  EXPECT_EQ(cover(10, 100), static_cast<std::uint8_t>(Cover::field));
  EXPECT_EQ(cover(10, 300), static_cast<std::uint8_t>(Cover::forest));
  EXPECT_EQ(cover(10, 150), static_cast<std::uint8_t>(Cover::water)) << "unknown ground";
}

TEST(LandCover, KeepsTheShareOfForestAskedFor) {
  ThreadPool threads(2);
  Terrain ground = terrain();
  ground.slope.values = Image<float>(kSize, 25.0F);
  const Image<std::uint8_t> cover = land_cover(ground.dem, ground.slope, {0.7, 3}, threads);
  const auto forest = std::count(cover.values().begin(), cover.values().end(),
                                 static_cast<std::uint8_t>(Cover::forest));
  EXPECT_NEAR(forest / 160000.0, 0.7, 0.001);
}

TEST(Parcels, HaveTheSizeAskedForAndOneNumberEach) {
  ThreadPool one(1);
  ThreadPool three(3);
  const Image<std::uint32_t> numbers = parcels(utm_grid(), 200, 4, one);
  EXPECT_EQ(parcels(utm_grid(), 200, 4, three).values(), numbers.values());
  const std::set<std::uint32_t> different(numbers.values().begin(), numbers.values().end());
  // 16 km² by 0.04 km², and those that reach in from outside.
  EXPECT_NEAR(different.size(), 400, 100);
}

}  // namespace
}  // namespace scarp::sim
