#pragma once

#include "core/projection.h"
#include "sar/vec3.h"

namespace scarp::sar {

/// The WGS 84 ellipsoid.
inline constexpr double kSemiMajor_m = 6378137.0;
inline constexpr double kFlattening = 1 / 298.257223563;

/// A place on the ellipsoid and the direction of growing heights there: the point at height h is
/// `foot_m` + h·`up`.
struct Vertical {
  Vec3 foot_m;
  Vec3 up;  ///< length 1
};

/// From geodetic longitude and latitude (Snyder 1987, eq. 4-20 and 3-11 in Cartesian form).
Vertical vertical(LonLat place);

/// Earth-centred and Earth-fixed, `height_m` above the ellipsoid.
Vec3 to_ecef(LonLat place, double height_m);

struct Geodetic {
  LonLat place;
  double height_m = 0;
};

/// The other way round (Bowring 1976, iterated), for points within 10,000 km above the ellipsoid
/// and 100 km below.
Geodetic to_geodetic(Vec3 ecef_m);

}  // namespace scarp::sar
