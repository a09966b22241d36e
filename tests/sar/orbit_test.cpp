#include "sar/orbit.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "core/error.h"
#include "made_orbit.h"

namespace scarp::sar {
namespace {

using test::CircularOrbit;
using test::made_epoch;
using test::made_orbit;
using test::straight_orbit;

TEST(Orbit, FollowsACircleWithinAMicrometre) {
  const CircularOrbit circle;
  const Orbit orbit = made_orbit(circle);
  for (double t = -80; t <= 80; t += 0.37) {
    const Orbit::Motion motion = orbit.at(t);
    EXPECT_LT(norm(motion.position_m - circle.position_m(t)), 1e-6) << t;
    EXPECT_LT(norm(motion.velocity_m_per_s - circle.velocity_m_per_s(t)), 1e-9) << t;
    // Acceleration points to the centre.
    const double rate2 = circle.rate_rad_per_s * circle.rate_rad_per_s;
    EXPECT_LT(norm(motion.acceleration_m_per_s2 + rate2 * motion.position_m), 1e-9) << t;
  }
}

TEST(Orbit, FollowsAStraightLine) {
  const Vec3 start{7e6, 1e5, 2e5};
  const Vec3 velocity{10, -7000, 2000};
  const Orbit orbit = straight_orbit(start, velocity);
  const Orbit::Motion motion = orbit.at(12.5);
  EXPECT_LT(norm(motion.position_m - (start + 12.5 * velocity)), 1e-7);
  EXPECT_LT(norm(motion.velocity_m_per_s - velocity), 1e-10);
  EXPECT_LT(norm(motion.acceleration_m_per_s2), 1e-10);
}

TEST(Orbit, MeetsItsStateVectors) {
  const Orbit orbit = made_orbit({});
  for (const StateVector& state : orbit.states()) {
    const Orbit::Motion motion = orbit.at(seconds_between(orbit.epoch(), state.time));
    EXPECT_LT(norm(motion.position_m - state.position_m), 1e-8);
  }
}

TEST(Orbit, InterpolatesVelocitiesByThemselves) {
  const Orbit circle = made_orbit({});
  std::vector<StateVector> states = circle.states();
  for (StateVector& state : states) state.velocity_m_per_s += Vec3{1, 0, 0};
  const Orbit orbit(made_epoch(), states, OrbitSource::annotation);
  EXPECT_LT(norm(orbit.at(3).position_m - circle.at(3).position_m), 1e-9);
  const Vec3 more = orbit.at(3).velocity_m_per_s - circle.at(3).velocity_m_per_s;
  EXPECT_LT(norm(more - Vec3{1, 0, 0}), 1e-9);
}

TEST(Orbit, KnowsWhatItCovers) {
  const Orbit orbit = made_orbit({}, 40);
  EXPECT_TRUE(orbit.covers(-40, 40));
  EXPECT_FALSE(orbit.covers(-40.1, 0));
  EXPECT_FALSE(orbit.covers(0, 40.1));
}

void refuses(const std::vector<StateVector>& states) {
  EXPECT_THROW(Orbit(made_epoch(), states, OrbitSource::annotation), Error);
}

TEST(Orbit, RefusesStateVectorsThatCannotBe) {
  const std::vector<StateVector> good = made_orbit({}).states();
  refuses({});
  refuses({good.begin(), good.begin() + 7});

  std::vector<StateVector> bad = good;
  std::swap(bad[3], bad[4]);
  refuses(bad);
  bad = good;
  bad[5] = bad[4];
  refuses(bad);
  bad = good;
  bad[5].position_m.x = std::numeric_limits<double>::quiet_NaN();
  refuses(bad);
  bad = good;
  bad[5].velocity_m_per_s.z = std::numeric_limits<double>::infinity();
  refuses(bad);
  bad = good;
  for (StateVector& state : bad) state.position_m = 0.001 * state.position_m;  // in km
  refuses(bad);
  bad = good;
  bad.erase(bad.begin() + 4, bad.begin() + 10);  // a gap of 70 s
  refuses(bad);
}

TEST(Orbit, RefusesVelocitiesOfAnotherFrame) {
  std::vector<StateVector> states = made_orbit({}).states();
  constexpr double kEarthRate_rad_per_s = 7.292115e-5;
  for (StateVector& state : states) {
    state.velocity_m_per_s += cross({0, 0, kEarthRate_rad_per_s}, state.position_m);
  }
  refuses(states);
}

}  // namespace
}  // namespace scarp::sar
