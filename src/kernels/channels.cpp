#include "kernels/channels.h"

#include <algorithm>

#include "core/vectorised.h"

namespace scarp::kernels {

namespace {

// Pixels that are summed up in single precision before the sum is added to one in double; channels
// that are summed up at once.
constexpr std::int64_t kBlock = 64;
constexpr int kGroup = 32;

/// Calls `body(first, width)` for the channels in groups.
template <typename Body>
void for_groups(int channels, const Body& body) {
  for (int first = 0; first < channels; first += kGroup) {
    body(first, std::min(kGroup, channels - first));
  }
}

/// Calls `body(first, pixels)` for the pixels in blocks.
template <typename Body>
void for_blocks(std::int64_t pixels, const Body& body) {
  for (std::int64_t first = 0; first < pixels; first += kBlock) {
    body(first, std::min(kBlock, pixels - first));
  }
}

SCARP_VECTORISED
void sum_full(std::int64_t pixels, std::int64_t stride, const float* x, float* sum) {
  float total[kGroup] = {};
  for (std::int64_t p = 0; p < pixels; ++p) {
    for (int c = 0; c < kGroup; ++c) total[c] += x[p * stride + c];
  }
  for (int c = 0; c < kGroup; ++c) sum[c] = total[c];
}

void sum_part(std::int64_t pixels, std::int64_t stride, int width, const float* x, float* sum) {
  std::fill(sum, sum + width, 0.0F);
  for (std::int64_t p = 0; p < pixels; ++p) {
    for (int c = 0; c < width; ++c) sum[c] += x[p * stride + c];
  }
}

void sum(std::int64_t pixels, std::int64_t stride, int width, const float* x, float* sum) {
  if (width == kGroup) return sum_full(pixels, stride, x, sum);
  sum_part(pixels, stride, width, x, sum);
}

SCARP_VECTORISED
void squares_full(std::int64_t pixels, std::int64_t stride, const float* x, const float* mean,
                  float* sum) {
  float total[kGroup] = {};
  for (std::int64_t p = 0; p < pixels; ++p) {
    for (int c = 0; c < kGroup; ++c) {
      const float off = x[p * stride + c] - mean[c];
      total[c] += off * off;
    }
  }
  for (int c = 0; c < kGroup; ++c) sum[c] = total[c];
}

void squares_part(std::int64_t pixels, std::int64_t stride, int width, const float* x,
                  const float* mean, float* sum) {
  std::fill(sum, sum + width, 0.0F);
  for (std::int64_t p = 0; p < pixels; ++p) {
    for (int c = 0; c < width; ++c) {
      const float off = x[p * stride + c] - mean[c];
      sum[c] += off * off;
    }
  }
}

/// Of a block and a group, by two passes over what the first brought into the cache.
void block_moments(std::int64_t pixels, std::int64_t stride, int width, const float* x, float* mean,
                   float* squares) {
  sum(pixels, stride, width, x, mean);
  for (int c = 0; c < width; ++c) mean[c] /= static_cast<float>(pixels);
  if (width == kGroup) return squares_full(pixels, stride, x, mean, squares);
  squares_part(pixels, stride, width, x, mean, squares);
}

/// Of `channels` ≤ kGroup.
struct NormSums {
  float sum[kGroup];
  float product[kGroup];
};

template <bool Relu>
[[gnu::always_inline]] inline void norm_sums(const NormGradient& pass, std::int64_t pixels,
                                             std::int64_t stride, int width, NormSums& sums) {
  NormSums total = {};
  for (std::int64_t p = 0; p < pixels; ++p) {
    const float* gradient = pass.gradient + p * pass.gradient_stride;
    const float* x = pass.x + p * stride;
    for (int c = 0; c < width; ++c) {
      const bool active = !Relu || x[c] * pass.scale[c] + pass.shift[c] > 0;
      const float g = active ? gradient[c] : 0.0F;
      total.sum[c] += g;
      total.product[c] += g * (x[c] - pass.mean[c]);
    }
  }
  sums = total;
}

SCARP_VECTORISED
void norm_sums_full(const NormGradient& pass, std::int64_t pixels, std::int64_t stride,
                    NormSums& sums) {
  if (pass.relu) {
    norm_sums<true>(pass, pixels, stride, kGroup, sums);
  } else {
    norm_sums<false>(pass, pixels, stride, kGroup, sums);
  }
}

void norm_sums_part(const NormGradient& pass, std::int64_t pixels, std::int64_t stride, int width,
                    NormSums& sums) {
  if (pass.relu) {
    norm_sums<true>(pass, pixels, stride, width, sums);
  } else {
    norm_sums<false>(pass, pixels, stride, width, sums);
  }
}

}  // namespace

SCARP_VECTORISED
void add_to(const float* x, std::int64_t count, float* sum) {
  for (std::int64_t i = 0; i < count; ++i) sum[i] += x[i];
}

SCARP_VECTORISED
void apply(const Affine& affine, std::int64_t pixels, int channels, const float* x, float* y,
           std::int64_t y_stride) {
  const float low = affine.relu ? 0.0F : -__builtin_inff();
  const float* scale = affine.scale;
  const float* shift = affine.shift;
  for (std::int64_t p = 0; p < pixels; ++p, x += channels, y += y_stride) {
    if (scale != nullptr) {
      for (int c = 0; c < channels; ++c) {
        const float value = x[c] * scale[c] + shift[c];
        y[c] = value < low ? low : value;
      }
    } else {
      for (int c = 0; c < channels; ++c) {
        const float value = x[c] + shift[c];
        y[c] = value < low ? low : value;
      }
    }
  }
}

void copy(std::int64_t pixels, int channels, const float* x, std::int64_t x_stride, float* y,
          std::int64_t y_stride) {
  for (std::int64_t p = 0; p < pixels; ++p) {
    std::copy(x + p * x_stride, x + p * x_stride + channels, y + p * y_stride);
  }
}

SCARP_VECTORISED
void relu_gradient(std::int64_t pixels, int channels, const float* gradient,
                   std::int64_t gradient_stride, const float* y, std::int64_t y_stride,
                   float* out) {
  for (std::int64_t p = 0; p < pixels; ++p) {
    for (int c = 0; c < channels; ++c) out[c] = y[c] > 0 ? gradient[c] : 0.0F;
    gradient += gradient_stride;
    y += y_stride;
    out += channels;
  }
}

void add_sums(std::int64_t pixels, int channels, const float* x, double* sums) {
  for_blocks(pixels, [&](std::int64_t first, std::int64_t size) {
    for_groups(channels, [&](int channel, int width) {
      float block[kGroup];
      sum(size, channels, width, x + first * channels + channel, block);
      for (int c = 0; c < width; ++c) sums[channel + c] += block[c];
    });
  });
}

void merge_moments(int channels, std::int64_t a_count, Moments a, std::int64_t b_count, Moments b) {
  const auto count = static_cast<double>(a_count + b_count);
  if (count == 0) return;
  const double share = static_cast<double>(b_count) / count;
  const double weight = static_cast<double>(a_count) * share;
  for (int c = 0; c < channels; ++c) {
    const double apart = b.mean[c] - a.mean[c];
    a.mean[c] += apart * share;
    a.squares[c] += b.squares[c] + apart * apart * weight;
  }
}

void add_moments(std::int64_t pixels, int channels, const float* x, std::int64_t count,
                 Moments moments) {
  for_blocks(pixels, [&](std::int64_t first, std::int64_t size) {
    for_groups(channels, [&](int channel, int width) {
      float mean[kGroup];
      float squares[kGroup];
      block_moments(size, channels, width, x + first * channels + channel, mean, squares);
      double block_mean[kGroup];
      double block_squares[kGroup];
      std::copy(mean, mean + width, block_mean);
      std::copy(squares, squares + width, block_squares);
      merge_moments(width, count + first, {moments.mean + channel, moments.squares + channel}, size,
                    {block_mean, block_squares});
    });
  });
}

void add_sums(const NormGradient& pass, std::int64_t pixels, int channels, double* sums,
              double* products) {
  for_blocks(pixels, [&](std::int64_t first, std::int64_t size) {
    for_groups(channels, [&](int channel, int width) {
      NormGradient part = pass;
      part.scale += channel;
      part.shift += channel;
      part.mean += channel;
      part.gradient += first * pass.gradient_stride + channel;
      part.x += first * channels + channel;
      NormSums block{};
      if (width == kGroup) {
        norm_sums_full(part, size, channels, block);
      } else {
        norm_sums_part(part, size, channels, width, block);
      }
      for (int c = 0; c < width; ++c) {
        sums[channel + c] += block.sum[c];
        products[channel + c] += block.product[c];
      }
    });
  });
}

SCARP_VECTORISED
void apply(const NormGradient& pass, std::int64_t pixels, int channels, const float* offset,
           const float* slope, float* out) {
  const float* gradient = pass.gradient;
  const float* x = pass.x;
  const float* scale = pass.scale;
  const float* shift = pass.shift;
  const float* mean = pass.mean;
  for (std::int64_t p = 0; p < pixels; ++p) {
    if (pass.relu) {
      for (int c = 0; c < channels; ++c) {
        const float g = x[c] * scale[c] + shift[c] > 0 ? gradient[c] : 0.0F;
        out[c] = scale[c] * ((g - offset[c]) - (x[c] - mean[c]) * slope[c]);
      }
    } else {
      for (int c = 0; c < channels; ++c) {
        out[c] = scale[c] * ((gradient[c] - offset[c]) - (x[c] - mean[c]) * slope[c]);
      }
    }
    gradient += pass.gradient_stride;
    x += channels;
    out += channels;
  }
}

}  // namespace scarp::kernels
