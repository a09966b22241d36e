#include "sim/look.h"

#include <gtest/gtest.h>

#include <cmath>

#include "geo/crs.h"

namespace scarp::sim {
namespace {

constexpr double kDegree = 3.14159265358979323846 / 180;
constexpr Size kSize{90, 90};
// A descending pass flies to 194° here, and 470 km to the west of it, where meridians have turned
// by 4°, it looks to 280° of the grid.
constexpr double kLookEast = -0.985;

Raster<float> plane(double rise_to_east) {
  const Grid grid({577000, 10, 0, 4736000, 0, -10}, kSize, geo::parse_crs("EPSG:32654"));
  Raster<float> dem{grid, Image<float>(kSize)};
  for (int row = 0; row < kSize.rows; ++row) {
    for (int col = 0; col < kSize.cols; ++col) {
      dem.values(row, col) = static_cast<float>(500 + (col - 45) * 10 * rise_to_east);
    }
  }
  return dem;
}

double incidence_deg(const Look& look) { return std::acos(look.cos_incidence(45, 45)) / kDegree; }

TEST(LookAt, SeesLevelGroundAtTheIncidenceAskedFor) {
  ThreadPool threads(2);
  for (const bool ascending : {false, true}) {
    const Look look = look_at(plane(0), {ascending, 39}, threads);
    EXPECT_NEAR(incidence_deg(look), 39, 0.1);
    EXPECT_EQ(look.mask(45, 45), 0);
  }
}

TEST(LookAt, TiltsWithTheGround) {
  ThreadPool threads(2);
  // Ground that falls to the east by 20° faces a descending pass, which looks to the west.
  const Look look = look_at(plane(-std::tan(20 * kDegree)), {false, 39}, threads);
  const double expected = std::acos(std::cos(39 * kDegree) * std::cos(20 * kDegree) -
                                    std::sin(39 * kDegree) * std::sin(20 * kDegree) * kLookEast) /
                          kDegree;
  EXPECT_NEAR(incidence_deg(look), expected, 0.1);
  const Look away = look_at(plane(-std::tan(20 * kDegree)), {true, 39}, threads);
  EXPECT_GT(incidence_deg(away), 39 + 18);
}

TEST(LookAt, MarksLayoverAndShadow) {
  ThreadPool threads(2);
  const Raster<float> steep = plane(-std::tan(60 * kDegree));
  EXPECT_TRUE(has(look_at(steep, {false, 39}, threads).mask(45, 45), MaskBit::layover));
  EXPECT_TRUE(has(look_at(steep, {true, 39}, threads).mask(45, 45), MaskBit::shadow));
}

TEST(LookAt, IsTheSameForAnyNumberOfThreads) {
  ThreadPool one(1);
  ThreadPool three(3);
  const Raster<float> dem = plane(0.2);
  EXPECT_EQ(look_at(dem, {}, one).cos_incidence.values(),
            look_at(dem, {}, three).cos_incidence.values());
}

}  // namespace
}  // namespace scarp::sim
