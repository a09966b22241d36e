#include "kernels/pool.h"

#include <algorithm>

#include "core/vectorised.h"
#include "kernels/parallel.h"

namespace scarp::kernels {

namespace {

/// One pixel of the output from the four of the input.
SCARP_VECTORISED
void pool_row(int pixels, int channels, const float* top, const float* bottom, std::int64_t stride,
              float* y, std::uint8_t* which) {
  for (int p = 0; p < pixels; ++p) {
    const float* a = top + std::int64_t{2} * p * stride;
    const float* b = bottom + std::int64_t{2} * p * stride;
    float* out = y + static_cast<std::int64_t>(p) * channels;
    std::uint8_t* place = which + static_cast<std::int64_t>(p) * channels;
    for (int c = 0; c < channels; ++c) {
      const float values[4] = {a[c], a[stride + c], b[c], b[stride + c]};
      float best = values[0];
      int index = 0;
      for (int i = 1; i < 4; ++i) {
        // A NaN is taken, and stays.
        const bool better = !(values[i] <= best) && best == best;
        best = better ? values[i] : best;
        index = better ? i : index;
      }
      out[c] = best;
      place[c] = static_cast<std::uint8_t>(index);
    }
  }
}

SCARP_VECTORISED
void spread_row(int pixels, int channels, const float* gradient, const std::uint8_t* which,
                bool add, float* top, float* bottom) {
  for (int p = 0; p < pixels; ++p) {
    const std::int64_t from = static_cast<std::int64_t>(p) * channels;
    float* targets[4] = {top + 2 * from, top + 2 * from + channels, bottom + 2 * from,
                         bottom + 2 * from + channels};
    for (int i = 0; i < 4; ++i) {
      float* target = targets[i];
      if (add) {
        for (int c = 0; c < channels; ++c) {
          target[c] += which[from + c] == i ? gradient[from + c] : 0.0F;
        }
      } else {
        for (int c = 0; c < channels; ++c) {
          target[c] = which[from + c] == i ? gradient[from + c] : 0.0F;
        }
      }
    }
  }
}

}  // namespace

void max_pool(const ImageShape& shape, Slice x, float* y, std::uint8_t* which) {
  const int rows = shape.rows / 2;
  const int cols = shape.cols / 2;
  parallel_ranges(shape.count * rows, 8, [&](Range range) {
    for (std::int64_t i = range.begin; i < range.end; ++i) {
      const std::int64_t row = i / rows * shape.rows + i % rows * 2;
      const float* top = x.data + row * shape.cols * x.stride;
      const std::int64_t out = i * cols * shape.channels;
      pool_row(cols, shape.channels, top, top + shape.cols * x.stride, x.stride, y + out,
               which + out);
    }
  });
}

void max_pool_backward(const ImageShape& shape, const float* y_gradient, const std::uint8_t* which,
                       float* x_gradient, bool add) {
  const int rows = shape.rows / 2;
  const int cols = shape.cols / 2;
  const std::int64_t row_floats = std::int64_t{shape.cols} * shape.channels;
  // The last row or column of an odd number, and whole images of one row.
  if (!add && (shape.rows % 2 != 0 || shape.cols % 2 != 0)) {
    std::fill_n(x_gradient, shape.count * shape.rows * row_floats, 0.0F);
  }
  parallel_ranges(shape.count * rows, 8, [&](Range range) {
    for (std::int64_t i = range.begin; i < range.end; ++i) {
      float* top = x_gradient + (i / rows * shape.rows + i % rows * 2) * row_floats;
      const std::int64_t from = i * cols * shape.channels;
      spread_row(cols, shape.channels, y_gradient + from, which + from, add, top, top + row_floats);
    }
  });
}

}  // namespace scarp::kernels
