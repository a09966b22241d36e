#pragma once

#include <cstdint>

#include "kernels/pool.h"

// The attention gate's product: every pixel times a weight that is known at half the resolution.

namespace scarp::kernels {

/// y = x · weight, with `weight` (count, rows/2, cols/2) for 2×2 pixels. Rows and columns are even.
void gate(const ImageShape& shape, const float* x, const float* weight, float* y);

/// x_gradient = gradient · weight, or added to with `add`; weight_gradient = Σ gradient · x.
struct GateGradients {
  const float* x = nullptr;
  const float* weight = nullptr;
  const float* gradient = nullptr;
  float* x_gradient = nullptr;
  bool add = false;
  float* weight_gradient = nullptr;
};
void gate_backward(const ImageShape& shape, const GateGradients& arrays);

}  // namespace scarp::kernels
