#pragma once

#include <optional>

#include "core/projection.h"
#include "sar/orbit.h"

namespace scarp::sar {

/// A circular orbit around the rotating Earth, in the Earth-fixed frame. At time 0 the ascending
/// node lies at `node_rad` and the satellite at the angle `argument_rad` from it.
struct CircularOrbit {
  static constexpr double kRadius_m = 7'071'000;
  double node_rad = 0;
  double argument_rad = 0;

  Vec3 position_m(double time_s) const;
  Vec3 velocity_m_per_s(double time_s) const;
};

/// The one from which `place` (at height 0) is seen at right angles to the right at time 0, at a
/// slant range. Nothing when there is none, as near the poles.
std::optional<CircularOrbit> orbit_seeing(LonLat place, double slant_range_m, bool ascending);

}  // namespace scarp::sar
