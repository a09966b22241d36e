#include "sar/circular_orbit.h"

#include <algorithm>
#include <cmath>

#include "sar/ellipsoid.h"

namespace scarp::sar {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kInclination_rad = 98.1813 * kPi / 180;
constexpr double kGravity_m3_per_s2 = 3.986004418e14;
constexpr double kEarthRate_rad_per_s = 7.2921159e-5;
constexpr int kMostSteps = 30;

double rate_rad_per_s() {
  return std::sqrt(kGravity_m3_per_s2 / std::pow(CircularOrbit::kRadius_m, 3));
}

// What has to vanish: (X − P)·V / |V| and |X − P| − R, both in m.
struct Misfit {
  double along_m;
  double range_m;
};

Misfit misfit(const CircularOrbit& orbit, Vec3 target_m, double slant_range_m) {
  const Vec3 line = target_m - orbit.position_m(0);
  const Vec3 velocity = orbit.velocity_m_per_s(0);
  return {dot(line, velocity) / norm(velocity), norm(line) - slant_range_m};
}

// Below the satellite lies about the place, shifted across the path.
CircularOrbit first_guess(LonLat place, Vec3 target_m, double slant_range_m, bool ascending) {
  const double sine = std::clamp(target_m.z / norm(target_m) / std::sin(kInclination_rad), -1., 1.);
  const double argument = ascending ? std::asin(sine) : kPi - std::asin(sine);
  const double height_m = CircularOrbit::kRadius_m - norm(target_m);
  const double across_m =
      std::sqrt(std::max(0.0, slant_range_m * slant_range_m - height_m * height_m));
  const double parallel_m = std::hypot(target_m.x, target_m.y);
  const double longitude =
      place.lon_deg * kPi / 180 + (ascending ? -1 : 1) * across_m / std::max(parallel_m, 1e6);
  const double from_node =
      std::atan2(std::cos(kInclination_rad) * std::sin(argument), std::cos(argument));
  return {longitude - from_node, argument};
}

bool to_the_right(const CircularOrbit& orbit, Vec3 target_m) {
  const Vec3 position = orbit.position_m(0);
  return dot(cross(orbit.velocity_m_per_s(0), position), target_m - position) > 0;
}

}  // namespace

Vec3 CircularOrbit::position_m(double time_s) const {
  const double u = argument_rad + rate_rad_per_s() * time_s;
  const double node = node_rad - kEarthRate_rad_per_s * time_s;
  const double across = std::sin(u) * std::cos(kInclination_rad);
  return kRadius_m * Vec3{std::cos(node) * std::cos(u) - std::sin(node) * across,
                          std::sin(node) * std::cos(u) + std::cos(node) * across,
                          std::sin(u) * std::sin(kInclination_rad)};
}

Vec3 CircularOrbit::velocity_m_per_s(double time_s) const {
  const double u = argument_rad + rate_rad_per_s() * time_s;
  const double node = node_rad - kEarthRate_rad_per_s * time_s;
  const double across = std::cos(u) * std::cos(kInclination_rad);
  const Vec3 in_plane{-std::cos(node) * std::sin(u) - std::sin(node) * across,
                      -std::sin(node) * std::sin(u) + std::cos(node) * across,
                      std::cos(u) * std::sin(kInclination_rad)};
  const Vec3 position = position_m(time_s);
  const Vec3 turning{position.y, -position.x, 0};
  return kRadius_m * rate_rad_per_s() * in_plane + kEarthRate_rad_per_s * turning;
}

std::optional<CircularOrbit> orbit_seeing(LonLat place, double slant_range_m, bool ascending) {
  const Vec3 target_m = to_ecef(place, 0);
  CircularOrbit orbit = first_guess(place, target_m, slant_range_m, ascending);
  constexpr double kTurn_rad = 1e-6;  // for the derivatives
  for (int step = 0; step < kMostSteps; ++step) {
    const Misfit here = misfit(orbit, target_m, slant_range_m);
    if (std::abs(here.along_m) < 1e-6 && std::abs(here.range_m) < 1e-6) {
      return to_the_right(orbit, target_m) ? std::optional(orbit) : std::nullopt;
    }
    const auto derivative = [&](double node, double argument) {
      const Misfit there =
          misfit({orbit.node_rad + node, orbit.argument_rad + argument}, target_m, slant_range_m);
      return Misfit{(there.along_m - here.along_m) / kTurn_rad,
                    (there.range_m - here.range_m) / kTurn_rad};
    };
    const Misfit by_node = derivative(kTurn_rad, 0);
    const Misfit by_argument = derivative(0, kTurn_rad);
    const double determinant =
        by_node.along_m * by_argument.range_m - by_argument.along_m * by_node.range_m;
    if (determinant == 0) return std::nullopt;
    orbit.node_rad -=
        (here.along_m * by_argument.range_m - by_argument.along_m * here.range_m) / determinant;
    orbit.argument_rad -=
        (by_node.along_m * here.range_m - here.along_m * by_node.range_m) / determinant;
  }
  return std::nullopt;
}

}  // namespace scarp::sar
