#include "sar/radar_geometry.h"

#include <gtest/gtest.h>

#include <cmath>

#include "sar/ellipsoid.h"
#include "sar/synthetic_scene.h"

namespace scarp::sar {
namespace {

// Long and wide enough for the bistatic term to change by a tenth of a line.
Product wide_product() {
  SyntheticScene scene;
  scene.size = {4000, 25000};
  return synthetic_product(scene);
}

ZeroDoppler see(const Product& product, const TiePoint& point, GeometryOptions options) {
  return RadarGeometry(product, options)
      .see(vertical({point.longitude_deg, point.latitude_deg}), point.height_m);
}

TEST(TroposphereDelay, IsThatOfTheZenithAtSeaLevelOverTheCosine) {
  EXPECT_DOUBLE_EQ(troposphere_delay_m(0, 1), 2.4);
  EXPECT_DOUBLE_EQ(troposphere_delay_m(0, 0.5), 4.8);
  EXPECT_NEAR(troposphere_delay_m(8000, 1), 2.4 / M_E, 1e-12);
}

TEST(RadarGeometry, SeesThroughAirAtALongerSlantRange) {
  const Product product = wide_product();
  GeometryOptions delayed;
  delayed.troposphere_correction = true;
  for (const TiePoint& point : product.tie_points) {
    const ZeroDoppler plain = see(product, point, {});
    const ZeroDoppler seen = see(product, point, delayed);
    ASSERT_EQ(seen.sight, Sight::seen);
    EXPECT_EQ(seen.azimuth_time_s, plain.azimuth_time_s);
    const Vertical ground = vertical({point.longitude_deg, point.latitude_deg});
    const double cos_incidence = dot(plain.look, ground.up);
    const double delay_m = 2.4 * std::exp(-point.height_m / 8000) / cos_incidence;
    EXPECT_NEAR(seen.slant_range_m - plain.slant_range_m, delay_m, 1e-6);
  }
}

// The geolocation grid gives the line of a place with the bistatic term taken out.
TEST(RadarGeometry, MeetsTheLinesOfTiePointsOnceCorrectedForTheBistaticTerm) {
  const Product product = wide_product();
  GeometryOptions corrected;
  corrected.bistatic_correction = true;
  double most_without = 0;
  for (const TiePoint& point : product.tie_points) {
    const double line = product.image.line(see(product, point, corrected).azimuth_time_s);
    EXPECT_NEAR(line, point.line, 1e-3);
    const double without = product.image.line(see(product, point, {}).azimuth_time_s);
    most_without = std::max(most_without, std::abs(without - point.line));
  }
  EXPECT_GT(most_without, 0.02);
}

}  // namespace
}  // namespace scarp::sar
