#include "kernels/elementwise.h"

#include "core/vectorised.h"
#include "kernels/parallel.h"

namespace scarp::kernels {

namespace {

constexpr std::int64_t kLength = 1 << 14;

SCARP_VECTORISED
void add_relu_range(std::int64_t count, const float* a, const float* b, float* y) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float sum = a[i] + b[i];
    y[i] = sum < 0 ? 0.0F : sum;
  }
}

SCARP_VECTORISED
void relu_backward_range(std::int64_t count, const float* gradient, const float* y, float* out,
                         bool add) {
  if (add) {
    for (std::int64_t i = 0; i < count; ++i) out[i] += y[i] > 0 ? gradient[i] : 0.0F;
  } else {
    for (std::int64_t i = 0; i < count; ++i) out[i] = y[i] > 0 ? gradient[i] : 0.0F;
  }
}

SCARP_VECTORISED
void copy_pixels(std::int64_t pixels, int channels, Slice x, Slice y, bool add) {
  for (std::int64_t p = 0; p < pixels; ++p) {
    const float* from = x.data + p * x.stride;
    float* to = y.data + p * y.stride;
    if (add) {
      for (int c = 0; c < channels; ++c) to[c] += from[c];
    } else {
      for (int c = 0; c < channels; ++c) to[c] = from[c];
    }
  }
}

}  // namespace

void add_relu(std::int64_t count, const float* a, const float* b, float* y) {
  parallel_ranges(count, kLength, [&](Range range) {
    add_relu_range(range.size(), a + range.begin, b + range.begin, y + range.begin);
  });
}

void relu_backward(std::int64_t count, const float* gradient, const float* y, float* out,
                   bool add) {
  parallel_ranges(count, kLength, [&](Range range) {
    relu_backward_range(range.size(), gradient + range.begin, y + range.begin, out + range.begin,
                        add);
  });
}

void copy_channels(std::int64_t pixels, int channels, Slice x, Slice y, bool add) {
  parallel_ranges(pixels, 256, [&](Range range) {
    copy_pixels(range.size(), channels, {x.data + range.begin * x.stride, x.stride},
                {y.data + range.begin * y.stride, y.stride}, add);
  });
}

}  // namespace scarp::kernels
