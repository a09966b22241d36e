#include "sim/noise.h"

#include <array>
#include <cmath>

namespace scarp::sim {
namespace {

constexpr double kTurn = 6.283185307179586;

double fade(double t) { return t * t * t * (t * (t * 6 - 15) + 10); }

double mix(double a, double b, double t) { return a + t * (b - a); }

struct Direction {
  double x;
  double y;
};

constexpr std::size_t kDirections = 256;

std::array<Direction, kDirections> make_directions() {
  std::array<Direction, kDirections> directions{};
  for (std::size_t i = 0; i < kDirections; ++i) {
    const double angle = static_cast<double>(i) / kDirections * kTurn;
    directions[i] = {std::cos(angle), std::sin(angle)};
  }
  return directions;
}

double corner(std::int64_t x, std::int64_t y, double dx, double dy, std::uint64_t seed) {
  static const std::array<Direction, kDirections> gradients = make_directions();
  const Direction& gradient = gradients[cell_hash(x, y, seed) % kDirections];
  return gradient.x * dx + gradient.y * dy;
}

}  // namespace

std::uint64_t cell_hash(std::int64_t x, std::int64_t y, std::uint64_t seed) {
  std::uint64_t z = seed + static_cast<std::uint64_t>(x) * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93U;
  z += static_cast<std::uint64_t>(y) * 0xc2b2ae3d27d4eb4fU;
  z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93U;
  return z ^ (z >> 32);
}

double gradient_noise(double x, double y, std::uint64_t seed) {
  const double fx = std::floor(x);
  const double fy = std::floor(y);
  const auto ix = static_cast<std::int64_t>(fx);
  const auto iy = static_cast<std::int64_t>(fy);
  const double dx = x - fx;
  const double dy = y - fy;
  const double top =
      mix(corner(ix, iy, dx, dy, seed), corner(ix + 1, iy, dx - 1, dy, seed), fade(dx));
  const double bottom = mix(corner(ix, iy + 1, dx, dy - 1, seed),
                            corner(ix + 1, iy + 1, dx - 1, dy - 1, seed), fade(dx));
  return mix(top, bottom, fade(dy));
}

}  // namespace scarp::sim
