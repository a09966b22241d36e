#include "sar/ellipsoid.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace scarp::sar {
namespace {

constexpr double kSemiMinor_m = kSemiMajor_m * (1 - kFlattening);

TEST(Ellipsoid, HasItsAxes) {
  EXPECT_LT(norm(to_ecef({0, 0}, 0) - Vec3{kSemiMajor_m, 0, 0}), 1e-8);
  EXPECT_LT(norm(to_ecef({90, 0}, 100) - Vec3{0, kSemiMajor_m + 100, 0}), 1e-8);
  EXPECT_LT(norm(to_ecef({0, 90}, 0) - Vec3{0, 0, kSemiMinor_m}), 1e-8);
  EXPECT_LT(norm(to_ecef({33, -90}, 5) - Vec3{0, 0, -kSemiMinor_m - 5}), 1e-8);
}

// Every foot lies on the ellipsoid, and `up` is the gradient there.
RC_GTEST_PROP(EllipsoidProperty, UpIsTheNormal, ()) {
  const LonLat place{*rc::gen::inRange(-180000, 180001) / 1000.0,
                     *rc::gen::inRange(-90000, 90001) / 1000.0};
  const Vertical v = vertical(place);
  const double a2 = kSemiMajor_m * kSemiMajor_m;
  const double b2 = kSemiMinor_m * kSemiMinor_m;
  const Vec3 gradient{v.foot_m.x / a2, v.foot_m.y / a2, v.foot_m.z / b2};
  RC_ASSERT(std::abs(dot(gradient, v.foot_m) - 1) < 1e-12);
  RC_ASSERT(norm(cross(gradient, v.up)) < 1e-12 * norm(gradient));
}

RC_GTEST_PROP(EllipsoidProperty, GeodeticAndBack, ()) {
  const LonLat place{*rc::gen::inRange(-179999, 180000) / 1000.0,
                     *rc::gen::inRange(-89999, 90000) / 1000.0};
  const double height_m = *rc::gen::inRange(-11000, 800000);
  const Geodetic back = to_geodetic(to_ecef(place, height_m));
  RC_ASSERT(std::abs(back.height_m - height_m) < 1e-6);
  RC_ASSERT(std::abs(back.place.lat_deg - place.lat_deg) < 1e-11);
  RC_ASSERT(std::abs(back.place.lon_deg - place.lon_deg) < 1e-11);
}

}  // namespace
}  // namespace scarp::sar
