#pragma once

#include "sar/orbit.h"

namespace scarp::sar::test {

/// A circle around the Earth's centre at constant speed in a frame that turns with the Earth; the
/// satellite crosses the equator at longitude 0.
struct CircularOrbit {
  double radius_m = 7.071e6;
  double rate_rad_per_s = 1.06e-3;
  double inclination_rad = 1.7132;  ///< 98.16°, like Sentinel-1: ascending
  double phase_rad = 0;             ///< since the equator, at time 0

  Vec3 position_m(double time_s) const;
  Vec3 velocity_m_per_s(double time_s) const;
};

Utc made_epoch();

/// State vectors every 10 s for `seconds` on either side of the epoch.
Orbit made_orbit(const CircularOrbit& circle, double seconds = 80);

/// Along a straight line at constant velocity.
Orbit straight_orbit(Vec3 position_m, Vec3 velocity_m_per_s, double seconds = 80);

}  // namespace scarp::sar::test
