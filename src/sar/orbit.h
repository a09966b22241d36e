#pragma once

#include <vector>

#include "core/utc.h"
#include "sar/vec3.h"

namespace scarp::sar {

/// Where the satellite was at one moment.
struct StateVector {
  Utc time;
  Vec3 position_m;
  Vec3 velocity_m_per_s;
};

enum class OrbitSource { annotation, restituted, precise };

/// "annotation", "restituted" (RESORB) or "precise" (POEORB).
const char* name_of(OrbitSource source);

/// The path of the satellite. Positions and velocities are interpolated separately, each by
/// Lagrange polynomials through the eight state vectors nearest in time: annotated velocities are
/// not exact derivatives of the positions.
class Orbit {
 public:
  struct Motion {
    Vec3 position_m;
    Vec3 velocity_m_per_s;
    Vec3 acceleration_m_per_s2;  ///< derivative of the interpolated velocity
  };

  /// Azimuth times given to this orbit count from `epoch`. Throws Error for fewer than eight
  /// vectors, times that do not increase, values that are not finite, or a radius or speed that no
  /// Earth satellite has.
  Orbit(Utc epoch, std::vector<StateVector> states, OrbitSource source);

  /// At `azimuth_time_s` after the epoch. Outside of the vectors it extrapolates: see covers().
  Motion at(double azimuth_time_s) const;

  /// Both moments lie within the span of the state vectors.
  bool covers(double first_s, double last_s) const;

  Utc epoch() const { return epoch_; }
  OrbitSource source() const { return source_; }
  const std::vector<StateVector>& states() const { return states_; }

 private:
  Utc epoch_;
  OrbitSource source_;
  std::vector<StateVector> states_;
  std::vector<double> times_s_;  // of the states, after the epoch
};

}  // namespace scarp::sar
