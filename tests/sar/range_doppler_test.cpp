#include "sar/range_doppler.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "made_orbit.h"
#include "sar/ellipsoid.h"

namespace scarp::sar {
namespace {

using test::CircularOrbit;
using test::made_orbit;
using test::straight_orbit;

TEST(ZeroDoppler, IsTheFootOfThePerpendicularOnAStraightLine) {
  const Orbit orbit = straight_orbit({7e6, 0, 0}, {0, 0, 7500});
  // Northwards at longitude 0: the right is the east.
  const ZeroDoppler seen = zero_doppler(orbit, {6.4e6, 3e5, 75000}, 0);
  EXPECT_EQ(seen.sight, Sight::seen);
  EXPECT_NEAR(seen.azimuth_time_s, 10, 1e-10);
  EXPECT_NEAR(seen.slant_range_m, std::hypot(6e5, 3e5), 1e-6);
  EXPECT_NEAR(seen.look.x, 6e5 / std::hypot(6e5, 3e5), 1e-12);
  EXPECT_NEAR(seen.look.y, -3e5 / std::hypot(6e5, 3e5), 1e-12);
}

TEST(ZeroDoppler, SeesTheRightOnly) {
  const Orbit orbit = straight_orbit({7e6, 0, 0}, {0, 0, 7500});
  EXPECT_EQ(zero_doppler(orbit, {6.4e6, -3e5, 75000}, 0).sight, Sight::wrong_side);
  const Orbit southwards = straight_orbit({7e6, 0, 0}, {0, 0, -7500});
  EXPECT_EQ(zero_doppler(southwards, {6.4e6, -3e5, 75000}, 0).sight, Sight::seen);
}

TEST(ZeroDoppler, KnowsTheEndOfTheOrbit) {
  const Orbit orbit = straight_orbit({7e6, 0, 0}, {0, 0, 7500}, 40);
  const ZeroDoppler beyond = zero_doppler(orbit, {6.4e6, 3e5, 7500 * 41.9}, 0);
  EXPECT_EQ(beyond.sight, Sight::seen);
  EXPECT_NEAR(beyond.azimuth_time_s, 41.9, 1e-9);
  for (const double time_s : {-42.1, 42.1}) {
    const ZeroDoppler far = zero_doppler(orbit, {6.4e6, 3e5, 7500 * time_s}, 0);
    EXPECT_EQ(far.sight, Sight::outside_orbit);
  }
}

// On a circle the plane through the centre, the satellite and the target is across the path: the
// satellite is where the target's projection onto the plane of the orbit points.
RC_GTEST_PROP(ZeroDopplerProperty, HasItsClosedFormOnACircle, ()) {
  const CircularOrbit circle;
  const double time_s = *rc::gen::inRange(-6000, 6000) / 100.0;
  const double across_rad = *rc::gen::inRange(300, 800) / 10000.0;
  const double target_radius_m = 6.371e6 + *rc::gen::inRange(-400, 9000);
  const Vec3 along = (1 / circle.radius_m) * circle.position_m(time_s);
  const Vec3 ahead = (1 / norm(circle.velocity_m_per_s(time_s))) * circle.velocity_m_per_s(time_s);
  const Vec3 target =
      target_radius_m * (std::cos(across_rad) * along + std::sin(across_rad) * cross(ahead, along));

  const double guess_s = time_s + *rc::gen::inRange(-1000, 1000) / 100.0;
  const ZeroDoppler seen = zero_doppler(made_orbit(circle), target, guess_s);
  RC_ASSERT(seen.sight == Sight::seen);
  RC_ASSERT(std::abs(seen.azimuth_time_s - time_s) < 1e-9);
  const double expected_m =
      std::sqrt(circle.radius_m * circle.radius_m + target_radius_m * target_radius_m -
                2 * circle.radius_m * target_radius_m * std::cos(across_rad));
  RC_ASSERT(std::abs(seen.slant_range_m - expected_m) < 1e-6);
}

RC_GTEST_PROP(GroundPointProperty, IsSeenWhereItWasAskedFor, ()) {
  const Orbit orbit = made_orbit({.inclination_rad = *rc::gen::element(1.7132, -1.4)});
  const double time_s = *rc::gen::inRange(-6000, 6000) / 100.0;
  const double slant_range_m = *rc::gen::inRange(780000, 960000);
  const double height_m = *rc::gen::inRange(-400, 9000);
  const GroundPoint point = ground_point(orbit, time_s, slant_range_m, height_m);
  RC_ASSERT(point.sight == Sight::seen);
  RC_ASSERT(std::abs(to_geodetic(point.ecef_m).height_m - height_m) < 1e-5);
  const ZeroDoppler seen = zero_doppler(orbit, point.ecef_m, time_s + 1);
  RC_ASSERT(seen.sight == Sight::seen);
  RC_ASSERT(std::abs(seen.azimuth_time_s - time_s) < 1e-9);
  RC_ASSERT(std::abs(seen.slant_range_m - slant_range_m) < 1e-5);
}

TEST(GroundPoint, IsNotThereWhenTheRangeIsTooShortOrTheTimeOutside) {
  const Orbit orbit = made_orbit({});
  EXPECT_EQ(ground_point(orbit, 0, 500000, 0).sight, Sight::no_convergence);
  EXPECT_EQ(ground_point(orbit, 100, 850000, 0).sight, Sight::outside_orbit);
}

}  // namespace
}  // namespace scarp::sar
