#include "sar/synthetic_scene.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "core/error.h"
#include "sar/ellipsoid.h"
#include "sar/generated_image.h"
#include "sar/range_doppler.h"

namespace scarp::sar {
namespace {

struct Seen {
  double line;
  double pixel;
};

Seen look_up(const Product& product, LonLat place) {
  const ZeroDoppler at = zero_doppler(product.orbit, to_ecef(place, 0), 0);
  EXPECT_EQ(at.sight, Sight::seen);
  const auto ground_m = product.image.ground_range.ground_range_m(
      at.azimuth_time_s, at.slant_range_m, GroundRangeRule::linear);
  return {product.image.line(at.azimuth_time_s),
          ground_m.value_or(NAN) / product.image.range_pixel_spacing_m};
}

void expect_centred(const SyntheticScene& scene) {
  const Seen centre = look_up(synthetic_product(scene), scene.centre);
  EXPECT_NEAR(centre.line, (scene.size.rows - 1) / 2.0, 1e-3);
  EXPECT_NEAR(centre.pixel, (scene.size.cols - 1) / 2.0, 1e-3);
}

TEST(SyntheticScene, LiesWhereItIsAskedFor) {
  SyntheticScene scene;
  for (const bool ascending : {true, false}) {
    for (const double latitude : {-60.0, -6.0, 0.0, 42.75, 70.0}) {
      scene.ascending = ascending;
      scene.centre = {142, latitude};
      expect_centred(scene);
    }
  }
}

TEST(SyntheticScene, PassesGoTheRightWay) {
  SyntheticScene scene;
  for (const bool ascending : {true, false}) {
    scene.ascending = ascending;
    const Product product = synthetic_product(scene);
    EXPECT_EQ(product.orbit.at(0).velocity_m_per_s.z > 0, ascending);
    EXPECT_EQ(product.identity.pass, ascending ? "ascending" : "descending");
  }
}

TEST(SyntheticScene, LinesAndPixelsHaveTheirSpacing) {
  SyntheticScene scene;
  scene.size = {1001, 1001};
  const Product product = synthetic_product(scene);
  const auto point = [&](int line, int pixel) {
    const double time_s = product.image.azimuth_time_s(line);
    const double range_m = product.image.ground_range.slant_range_m(time_s, pixel * scene.spacing_m,
                                                                    GroundRangeRule::linear);
    return ground_point(product.orbit, time_s, range_m, 0).ecef_m;
  };
  EXPECT_NEAR(norm(point(501, 500) - point(500, 500)), 10, 0.01);
  EXPECT_NEAR(norm(point(500, 501) - point(500, 500)), 10, 0.05);
}

TEST(SyntheticScene, TiePointsFollowTheProcessor) {
  const Product product = synthetic_product({});
  ASSERT_EQ(product.tie_points.size(), 210U);
  for (const TiePoint& point : product.tie_points) {
    const Vec3 place_m = to_ecef({point.longitude_deg, point.latitude_deg}, point.height_m);
    const ZeroDoppler at = zero_doppler(product.orbit, place_m, point.azimuth_time_s);
    EXPECT_NEAR(at.azimuth_time_s, point.azimuth_time_s, 1e-8);
    EXPECT_NEAR(at.slant_range_m, point.slant_range_time_s * kSpeedOfLight_m_per_s / 2, 1e-5);
    const double term_s = (point.slant_range_time_s - kSyntheticReferenceTime_s) / 2;
    EXPECT_NEAR(product.image.line(point.azimuth_time_s - term_s), point.line, 1e-5);
    EXPECT_GT(point.incidence_angle_deg, point.elevation_angle_deg);
  }
  EXPECT_EQ(product.tie_points.back().line, product.image.size.rows - 1);
  EXPECT_EQ(product.tie_points.back().pixel, product.image.size.cols - 1);
}

TEST(SyntheticScene, SlicesFollowEachOther) {
  SyntheticScene scene;
  const Product first = synthetic_product(scene);
  scene.first_line = scene.size.rows;
  const Product second = synthetic_product(scene);
  const double gap_s = seconds_between(first.identity.stop, second.identity.start);
  EXPECT_NEAR(gap_s, first.image.azimuth_time_interval_s, 2e-9);
  const Seen centre = look_up(second, scene.centre);
  EXPECT_NEAR(centre.line, (scene.size.rows - 1) / 2.0 - scene.size.rows, 1e-3);
}

TEST(SyntheticScene, RefusesThePoles) {
  SyntheticScene scene;
  scene.centre = {0, 89};
  EXPECT_THROW(synthetic_product(scene), Error);
}

RC_GTEST_PROP(GeneratedImageProperty, WindowsGiveWhatTheWholeImageGives, ()) {
  const auto source =
      generated_image({20, 700}, with_reflectors(speckle_dn(1e4, 4.4, 7), {{3, 300, 5e4F}}));
  const Window window{*rc::gen::inRange(0, 15), *rc::gen::inRange(0, 650), *rc::gen::inRange(1, 5),
                      *rc::gen::inRange(1, 50)};
  const Image<float> whole_image = source->read(1, whole({20, 700}));
  RC_ASSERT(source->read(1, window).values() == crop(whole_image, window).values());
}

TEST(GeneratedImage, SpeckleHasItsMean) {
  const Image<float> image =
      generated_image({100, 1000}, speckle_dn(1e4, 4.4, 7))->read(1, whole({100, 1000}));
  double sum = 0;
  for (const float dn : image.values()) sum += static_cast<double>(dn) * dn;
  EXPECT_NEAR(sum / 1e5, 1e4, 1e4 * 5 / std::sqrt(4.4 * 1e5));
}

}  // namespace
}  // namespace scarp::sar
