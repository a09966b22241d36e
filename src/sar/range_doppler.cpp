#include "sar/range_doppler.h"

#include <cmath>

#include "sar/ellipsoid.h"

namespace scarp::sar {
namespace {

constexpr int kMostSteps = 20;
constexpr double kSmallStep_s = 1e-7;  // the step after it is far below a nanosecond
constexpr double kSmallStep_m = 1e-6;

Vec3 unit(Vec3 v) { return (1 / norm(v)) * v; }

}  // namespace

ZeroDoppler zero_doppler(const Orbit& orbit, Vec3 target_m, double guess_s) {
  ZeroDoppler result;
  double time_s = guess_s;
  for (int step = 0; step < kMostSteps; ++step) {
    const Orbit::Motion motion = orbit.at(time_s);
    const Vec3 away = target_m - motion.position_m;
    const Vec3 velocity = motion.velocity_m_per_s;
    const double slope = dot(away, motion.acceleration_m_per_s2) - dot(velocity, velocity);
    const double change_s = -dot(away, velocity) / slope;
    time_s += change_s;
    if (!orbit.reaches(time_s)) {
      result.sight = Sight::outside_orbit;
      return result;
    }
    if (std::abs(change_s) > kSmallStep_s) continue;
    // The last step moved the satellite by less than a millimetre along its path.
    const Vec3 satellite = motion.position_m + change_s * velocity;
    const Vec3 back = satellite - target_m;
    result.azimuth_time_s = time_s;
    result.slant_range_m = norm(back);
    result.look = (1 / result.slant_range_m) * back;
    const bool right = dot(cross(velocity, satellite), back) < 0;
    result.sight = right ? Sight::seen : Sight::wrong_side;
    return result;
  }
  return result;
}

GroundPoint ground_point(const Orbit& orbit, double azimuth_time_s, double slant_range_m,
                         double height_m) {
  GroundPoint result;
  if (!orbit.reaches(azimuth_time_s)) {
    result.sight = Sight::outside_orbit;
    return result;
  }
  const Orbit::Motion motion = orbit.at(azimuth_time_s);
  const Vec3 satellite = motion.position_m;
  // In the plane across the path: `down` as far as that plane allows, and to the right of it.
  const Vec3 ahead = unit(motion.velocity_m_per_s);
  const Vec3 inward = -1.0 * satellite;
  const Vec3 down = unit(inward - dot(inward, ahead) * ahead);
  const Vec3 right = cross(down, ahead);
  // Newton's method on the angle away from `down`; the first guess takes the Earth as a sphere.
  const double distance_m = norm(satellite);
  const double radius_m = norm(to_ecef(to_geodetic(satellite).place, height_m));
  const double cosine =
      (distance_m * distance_m + slant_range_m * slant_range_m - radius_m * radius_m) /
      (2 * distance_m * slant_range_m);
  if (!(std::abs(cosine) < 1)) return result;
  double angle = std::acos(cosine);
  for (int step = 0; step < kMostSteps; ++step) {
    const Vec3 towards = std::cos(angle) * down + std::sin(angle) * right;
    const Vec3 point = satellite + slant_range_m * towards;
    const Geodetic geodetic = to_geodetic(point);
    const Vec3 up = vertical(geodetic.place).up;
    const Vec3 sideways = slant_range_m * (std::cos(angle) * right - std::sin(angle) * down);
    const double change = (height_m - geodetic.height_m) / dot(sideways, up);
    if (!std::isfinite(change)) return result;
    angle += change;
    if (std::abs(change) * slant_range_m > kSmallStep_m) continue;
    result.sight = Sight::seen;
    result.ecef_m = point + change * sideways;
    return result;
  }
  return result;
}

}  // namespace scarp::sar
