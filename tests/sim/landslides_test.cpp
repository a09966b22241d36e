#include "sim/landslides.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "geo/crs.h"

namespace scarp::sim {
namespace {

// A slope of 30° that falls to the south.
struct Slope {
  Raster<float> dem;
  Raster<float> slope_deg;
};

Slope make_slope(Size size) {
  const Grid grid({577000, 10, 0, 4736000, 0, -10}, size, geo::parse_crs("EPSG:32654"));
  Slope slope{{grid, Image<float>(size)}, {grid, Image<float>(size, 30.0F)}};
  for (int row = 0; row < size.rows; ++row) {
    for (int col = 0; col < size.cols; ++col) {
      slope.dem.values(row, col) = static_cast<float>((size.rows - row) * 10 * std::tan(0.5236));
    }
  }
  return slope;
}

TEST(GenerateLandslides, RunDownslopeWithinTheirSizes) {
  const Slope slope = make_slope({400, 400});
  const std::vector<Landslide> slides =
      generate_landslides(slope.dem, slope.slope_deg, {.count = 50, .seed = 4});
  ASSERT_EQ(slides.size(), 50U);
  for (const Landslide& slide : slides) {
    const geo::Ring& ring = slide.outline.outer;
    EXPECT_EQ(ring.front(), ring.back());
    double south = ring.front().y;
    double west = ring.front().x;
    double east = west;
    for (const Point& p : ring) {
      south = std::min(south, p.y);
      west = std::min(west, p.x);
      east = std::max(east, p.x);
    }
    EXPECT_GT(ring.front().y - south, 0.9 * (east - west)) << "longer downslope than wide";
    EXPECT_GT(slide.area_m2, 200);
    EXPECT_LT(slide.area_m2, 300000);
  }
}

TEST(GenerateLandslides, FollowTheSizeLaw) {
  const Slope slope = make_slope({3000, 3000});
  std::vector<double> areas;
  for (const Landslide& slide :
       generate_landslides(slope.dem, slope.slope_deg, {.count = 2000, .seed = 9})) {
    areas.push_back(slide.area_m2);
  }
  ASSERT_EQ(areas.size(), 2000U);
  std::sort(areas.begin(), areas.end());
  // Inverse gamma after Malamud et al. (2004), cut to 400–200,000 m². Its median there is the x
  // with Q(1.4, 1280 / (x + 132)) halfway between those of the limits: 1310 m².
  EXPECT_NEAR(areas[1000], 1310, 130);
  EXPECT_GT(areas[1990], 10000);
}

TEST(GenerateLandslides, EndWhereTheGroundIsFull) {
  const Slope slope = make_slope({64, 64});
  const auto slides = generate_landslides(slope.dem, slope.slope_deg, {.count = 100000});
  EXPECT_GT(slides.size(), 10U);
  EXPECT_LT(slides.size(), 1000U);
}

TEST(GenerateLandslides, NeedSteepGround) {
  Slope slope = make_slope({200, 200});
  slope.slope_deg.values = Image<float>(Size{200, 200}, 10.0F);
  EXPECT_TRUE(generate_landslides(slope.dem, slope.slope_deg, {.count = 5}).empty());
}

}  // namespace
}  // namespace scarp::sim
