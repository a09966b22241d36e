#include "made_orbit.h"

#include <cmath>
#include <functional>
#include <vector>

namespace scarp::sar::test {
namespace {

constexpr double kStep_s = 10;

Orbit sample(const std::function<Vec3(double)>& position,
             const std::function<Vec3(double)>& velocity, double seconds) {
  std::vector<StateVector> states;
  for (double t = -seconds; t <= seconds; t += kStep_s) {
    states.push_back({made_epoch().plus_seconds(t), position(t), velocity(t)});
  }
  return {made_epoch(), states, OrbitSource::annotation};
}

}  // namespace

Vec3 CircularOrbit::position_m(double time_s) const {
  const double angle = phase_rad + rate_rad_per_s * time_s;
  return radius_m * Vec3{std::cos(angle), std::sin(angle) * std::cos(inclination_rad),
                         std::sin(angle) * std::sin(inclination_rad)};
}

Vec3 CircularOrbit::velocity_m_per_s(double time_s) const {
  const double angle = phase_rad + rate_rad_per_s * time_s;
  return radius_m * rate_rad_per_s *
         Vec3{-std::sin(angle), std::cos(angle) * std::cos(inclination_rad),
              std::cos(angle) * std::sin(inclination_rad)};
}

Utc made_epoch() { return Utc::parse("2018-09-05T18:08:00").value_or(Utc()); }

Orbit made_orbit(const CircularOrbit& circle, double seconds) {
  return sample([&](double t) { return circle.position_m(t); },
                [&](double t) { return circle.velocity_m_per_s(t); }, seconds);
}

Orbit straight_orbit(Vec3 position_m, Vec3 velocity_m_per_s, double seconds) {
  return sample([&](double t) { return position_m + t * velocity_m_per_s; },
                [&](double) { return velocity_m_per_s; }, seconds);
}

}  // namespace scarp::sar::test
