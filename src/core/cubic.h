#pragma once

#include <array>

namespace scarp {

/// Weights of four values in a row for the place at distance `f` after the second of them, 0 to 1:
/// cubic convolution (Keys 1981, a = −1/2).
inline std::array<double, 4> cubic_weights(double f) {
  return {((-0.5 * f + 1) * f - 0.5) * f, (1.5 * f - 2.5) * f * f + 1,
          ((-1.5 * f + 2) * f + 0.5) * f, (0.5 * f - 0.5) * f * f};
}

}  // namespace scarp
