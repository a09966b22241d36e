#pragma once

#include <array>
#include <cstdint>

namespace scarp {

/// Random numbers from a seed and a stream; the same pair yields the same sequence (`bits`,
/// `uniform` and `below` on every machine, the others as far as the C library's log and pow agree).
/// Give each row or tile a stream of its own, and results do not depend on the threads. Generator:
/// xoshiro256** (Blackman & Vigna 2021), seeded by SplitMix64.
class Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0);

  std::uint64_t bits();

  /// In [0, 1).
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// In [0, count). Needs count > 0.
  std::uint64_t below(std::uint64_t count);

  /// Mean 0, deviation 1 (Marsaglia's polar method).
  double normal();

  /// Mean 1, shape `looks` > 0: intensity speckle of that many looks (Marsaglia & Tsang 2000).
  double speckle(double looks);

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace scarp
