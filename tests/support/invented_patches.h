#pragma once

#include <cmath>
#include <cstdint>

#include "core/random.h"
#include "dataset/patches.h"

namespace scarp::test {

/// Patches of 16 × 16 cells, before and after: discs that are brighter after the event.
inline dataset::Patches invented_patches(std::int64_t count, std::uint64_t seed) {
  constexpr int kSize = 16;
  dataset::Patches patches{count, kSize, kSize, 2, {}, {}, {}};
  Random random(seed);
  for (std::int64_t i = 0; i < count; ++i) {
    const double row = random.uniform(3, 13);
    const double col = random.uniform(3, 13);
    for (int at = 0; at < kSize * kSize; ++at) {
      const int at_row = at / kSize;
      const bool inside = std::hypot(at_row - row, at % kSize - col) < 4;
      patches.y.push_back(inside ? 1 : 0);
      patches.x.push_back(static_cast<float>(random.speckle(4)));
      patches.x.push_back(static_cast<float>(random.speckle(4) * (inside ? 3 : 1)));
    }
  }
  return patches;
}

}  // namespace scarp::test
