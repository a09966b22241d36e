#pragma once

namespace scarp {

/// Heights beyond these, m, are no ground: gaps that a file does not declare, or another unit.
inline constexpr float kLowestHeight_m = -1000;
inline constexpr float kHighestHeight_m = 9500;

/// NaN is not.
inline bool plausible_height(float height_m) {
  return height_m >= kLowestHeight_m && height_m <= kHighestHeight_m;
}

}  // namespace scarp
