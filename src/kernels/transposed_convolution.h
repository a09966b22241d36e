#pragma once

#include <cstdint>

#include "kernels/convolution_shape.h"
#include "kernels/slice.h"

// Transposed convolutions as Keras does them for "same": the output is `stride` times as large as
// the input. Of the rows and columns that a whole transposed convolution would have, kernel −
// stride are cut off: half of them at each side, and the odd one at the end. A 3×3 kernel at stride
// 2 loses its last row and column.
//
// Computed as the backward pass of the convolution they are the transpose of: no products with
// zeros, unlike oneDNN's own deconvolution, which is many times slower in this order of values.

namespace scarp::kernels {

struct TransposedShape {
  int rows = 0;  ///< of the input
  int cols = 0;
  int inputs = 0;  ///< channels
  int outputs = 0;
  int kernel_rows = 3;
  int kernel_cols = 3;
  int stride = 2;  ///< at most the kernel's rows and columns
  bool relu = false;
};

/// dst = src ∗ᵀ weights + bias, at least 0 with `relu`; weights are (inputs, outputs, kernel rows,
/// kernel columns), dst (count, rows · stride, cols · stride, outputs).
void convolve_transposed(const TransposedShape& shape, std::int64_t count, const float* src,
                         const float* weights, const float* bias, Slice dst);

/// What the backward pass reads and, where not null, writes.
struct TransposedGradients {
  const float* src = nullptr;
  const float* weights = nullptr;
  Slice dst;                          ///< of the forward pass; read where there is a ReLU
  Slice gradient;                     ///< of dst; read
  float* weights_gradient = nullptr;  ///< added to
  float* bias_gradient = nullptr;     ///< added to
  float* src_gradient = nullptr;
  bool add = false;  ///< to src_gradient, else it is overwritten
};

void convolve_transposed_backward(const TransposedShape& shape, std::int64_t count,
                                  const TransposedGradients& arrays);

}  // namespace scarp::kernels
