#pragma once

#include <cstdint>

namespace scarp::sim {

/// Smooth random field over the plane: gradient noise (Perlin 2002) on a hashed unit lattice, about
/// −0.7 to 0.7, mean 0. The same at the same place for the same seed, whatever is asked before.
double gradient_noise(double x, double y, std::uint64_t seed);

/// A hash of a lattice cell: 64 well-mixed bits.
std::uint64_t cell_hash(std::int64_t x, std::int64_t y, std::uint64_t seed);

}  // namespace scarp::sim
