#pragma once

#include "sar/orbit.h"
#include "sar/vec3.h"

namespace scarp::sar {

inline constexpr double kSpeedOfLight_m_per_s = 299792458.0;

/// Whether and why not a place is seen by the radar, which looks to the right of its path.
enum class Sight {
  seen,
  no_convergence,
  outside_orbit,  ///< further from its state vectors than it reaches
  wrong_side,     ///< to the left of the path
  below_horizon,
};

/// The moment a place is seen at right angles to the satellite's velocity, and how far away.
struct ZeroDoppler {
  Sight sight = Sight::no_convergence;
  double azimuth_time_s = 0;  ///< after the orbit's epoch
  double slant_range_m = 0;
  Vec3 look;  ///< from the place to the satellite, length 1
};

/// Solves (X − P(t))·V(t) = 0 by Newton's method: t ← t − f / ((X − P)·A − V²). Two steps are
/// enough from a guess within a second.
ZeroDoppler zero_doppler(const Orbit& orbit, Vec3 target_m, double guess_s);

/// The point that is seen at `azimuth_time_s` and `slant_range_m` to the right, at a height above
/// the ellipsoid (exact to 1e-6 m); status like above.
struct GroundPoint {
  Sight sight = Sight::no_convergence;
  Vec3 ecef_m;
};
GroundPoint ground_point(const Orbit& orbit, double azimuth_time_s, double slant_range_m,
                         double height_m);

}  // namespace scarp::sar
