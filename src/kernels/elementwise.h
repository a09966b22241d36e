#pragma once

#include <cstdint>

#include "kernels/slice.h"

// Sums and copies of whole arrays, on OpenMP's threads.

namespace scarp::kernels {

/// y = max(0, a + b)
void add_relu(std::int64_t count, const float* a, const float* b, float* y);

/// out = gradient where y is positive, else 0; with `add`, that is added to out.
void relu_backward(std::int64_t count, const float* gradient, const float* y, float* out, bool add);

/// y = x, or y += x with `add`, for some channels of pixels.
void copy_channels(std::int64_t pixels, int channels, Slice x, Slice y, bool add);

}  // namespace scarp::kernels
