#pragma once

#include <array>
#include <cstddef>
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
  /// vectors, times that do not increase or leave gaps of more than a minute, values that are not
  /// finite, a radius or speed that no Earth satellite has, or velocities that do not lead from one
  /// position to the next.
  Orbit(Utc epoch, std::vector<StateVector> states, OrbitSource source);

  /// At `azimuth_time_s` after the epoch. Outside of the vectors it extrapolates: see reaches().
  Motion at(double azimuth_time_s) const;

  /// Both moments lie within the span of the state vectors.
  bool covers(double first_s, double last_s) const;

  /// The moment lies within 2 s of the span of the state vectors, where at() is good to 4 mm a
  /// second beyond and to 3 cm at most (annotated vectors a second apart, against those of the next
  /// slice). Annotated orbits may end with the last line; high ground beside an image, and the
  /// places between which its geometry is interpolated, are seen later.
  bool reaches(double azimuth_time_s) const;

  Utc epoch() const { return epoch_; }
  OrbitSource source() const { return source_; }
  const std::vector<StateVector>& states() const { return states_; }

 private:
  static constexpr std::size_t kPoints = 8;

  // The first of the eight state vectors around a moment.
  std::size_t first_point(double azimuth_time_s) const;

  Utc epoch_;
  OrbitSource source_;
  std::vector<StateVector> states_;
  std::vector<double> times_s_;  // of the states, after the epoch
  // For each first point: 1 / Π (t_j − t_k), the constant part of the Lagrange weights.
  std::vector<std::array<double, kPoints>> scales_;
};

}  // namespace scarp::sar
