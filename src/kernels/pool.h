#pragma once

#include <cstdint>

#include "kernels/slice.h"

namespace scarp::kernels {

/// Images (count, rows, cols, channels). Of an odd number of rows or columns the last has no part.
struct ImageShape {
  std::int64_t count = 0;
  int rows = 0;
  int cols = 0;
  int channels = 0;
};

/// The largest of each 2×2 values (the first of equals; NaN where one is), and in `which` where it
/// was: 0 … 3 in row-major order. `y` and `which` are (count, rows/2, cols/2, channels).
void max_pool(const ImageShape& shape, Slice x, float* y, std::uint8_t* which);

/// Puts the gradient of y where its value came from. What is elsewhere in `x_gradient` becomes 0,
/// or with `add`, stays.
void max_pool_backward(const ImageShape& shape, const float* y_gradient, const std::uint8_t* which,
                       float* x_gradient, bool add);

}  // namespace scarp::kernels
