#include "kernels/gate.h"

#include "core/vectorised.h"
#include "kernels/dot.h"
#include "kernels/parallel.h"

namespace scarp::kernels {

namespace {

/// Both pixels side by side have the same weight.
SCARP_VECTORISED
void scale_row(int pairs, int channels, const float* x, const float* weight, bool add, float* y) {
  const int floats = 2 * channels;
  for (int p = 0; p < pairs; ++p, x += floats, y += floats) {
    const float factor = weight[p];
    if (add) {
      for (int c = 0; c < floats; ++c) y[c] += x[c] * factor;
    } else {
      for (int c = 0; c < floats; ++c) y[c] = x[c] * factor;
    }
  }
}

}  // namespace

void gate(const ImageShape& shape, const float* x, const float* weight, float* y) {
  const int cols = shape.cols / 2;
  const std::int64_t row_floats = std::int64_t{shape.cols} * shape.channels;
  parallel_ranges(shape.count * shape.rows, 16, [&](Range range) {
    for (std::int64_t row = range.begin; row < range.end; ++row) {
      scale_row(cols, shape.channels, x + row * row_floats, weight + row / 2 * cols, false,
                y + row * row_floats);
    }
  });
}

void gate_backward(const ImageShape& shape, const GateGradients& arrays) {
  const int cols = shape.cols / 2;
  const std::int64_t row_floats = std::int64_t{shape.cols} * shape.channels;
  const std::int64_t pair = 2 * std::int64_t{shape.channels};
  parallel_ranges(shape.count * shape.rows / 2, 8, [&](Range range) {
    for (std::int64_t row = range.begin; row < range.end; ++row) {
      const float* x = arrays.x + 2 * row * row_floats;
      const float* gradient = arrays.gradient + 2 * row * row_floats;
      for (int p = 0; p < cols; ++p) {
        arrays.weight_gradient[row * cols + p] =
            dot(pair, x + p * pair, gradient + p * pair) +
            dot(pair, x + row_floats + p * pair, gradient + row_floats + p * pair);
      }
      for (int i = 0; i < 2; ++i) {
        scale_row(cols, shape.channels, gradient + i * row_floats, arrays.weight + row * cols,
                  arrays.add, arrays.x_gradient + (2 * row + i) * row_floats);
      }
    }
  });
}

}  // namespace scarp::kernels
