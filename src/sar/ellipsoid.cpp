#include "sar/ellipsoid.h"

#include <cmath>

namespace scarp::sar {
namespace {

constexpr double kDegree = 3.14159265358979323846 / 180.0;
constexpr double kEccentricity2 = kFlattening * (2 - kFlattening);
constexpr double kSemiMinor_m = kSemiMajor_m * (1 - kFlattening);

}  // namespace

Vertical vertical(LonLat place) {
  const double latitude = place.lat_deg * kDegree;
  const double longitude = place.lon_deg * kDegree;
  const double sine = std::sin(latitude);
  const double cosine = std::cos(latitude);
  const Vec3 up{cosine * std::cos(longitude), cosine * std::sin(longitude), sine};
  const double prime_vertical_m = kSemiMajor_m / std::sqrt(1 - kEccentricity2 * sine * sine);
  return {{prime_vertical_m * up.x, prime_vertical_m * up.y,
           prime_vertical_m * (1 - kEccentricity2) * up.z},
          up};
}

Vec3 to_ecef(LonLat place, double height_m) {
  const Vertical v = vertical(place);
  return v.foot_m + height_m * v.up;
}

Geodetic to_geodetic(Vec3 ecef_m) {
  constexpr double kSecondEccentricity2 = kEccentricity2 / (1 - kEccentricity2);
  const double axis_distance_m = std::hypot(ecef_m.x, ecef_m.y);
  // Reduced latitude: two rounds leave less than 1e-9 m.
  double sine = ecef_m.z * kSemiMajor_m;
  double cosine = axis_distance_m * kSemiMinor_m;
  double latitude = 0;
  for (int round = 0; round < 3; ++round) {
    const double length = std::hypot(sine, cosine);
    sine /= length;
    cosine /= length;
    latitude =
        std::atan2(ecef_m.z + kSecondEccentricity2 * kSemiMinor_m * sine * sine * sine,
                   axis_distance_m - kEccentricity2 * kSemiMajor_m * cosine * cosine * cosine);
    sine = (1 - kFlattening) * std::sin(latitude);
    cosine = std::cos(latitude);
  }
  const LonLat place{std::atan2(ecef_m.y, ecef_m.x) / kDegree, latitude / kDegree};
  const Vertical foot = vertical(place);
  return {place, dot(ecef_m - foot.foot_m, foot.up)};
}

}  // namespace scarp::sar
