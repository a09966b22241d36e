#include "infer/pixels.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/vectorised.h"

namespace scarp::infer {
namespace {

using kernels::Activation;

SCARP_VECTORISED
void add(std::int64_t count, const float* x, float sign, bool first, float* y) {
  if (first) {
    for (std::int64_t i = 0; i < count; ++i) y[i] = sign * x[i];
  } else {
    for (std::int64_t i = 0; i < count; ++i) y[i] += sign * x[i];
  }
}

SCARP_VECTORISED
void relu(std::int64_t count, float* y) {
  // A NaN stays.
  for (std::int64_t i = 0; i < count; ++i) y[i] = y[i] < 0.0F ? 0.0F : y[i];
}

/// 1 / (1 + exp(−y)), to 2e-7 of exp: 2^n · exp(r) with a polynomial (Cephes' expf). A NaN stays.
SCARP_VECTORISED
void sigmoid(std::int64_t count, float* y) {
  constexpr float kLargest = 87;
  constexpr float kRounder = 12582912;  // 1.5 · 2^23: the sum with it is a whole number
  for (std::int64_t i = 0; i < count; ++i) {
    float x = -y[i];
    x = x > kLargest ? kLargest : x;
    x = x < -kLargest ? -kLargest : x;
    const float shifted = x * 1.44269504F + kRounder;
    const float n = shifted - kRounder;
    const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    p = p * r * r + r + 1;
    const auto exponent = std::bit_cast<std::uint32_t>(shifted) << 23U;
    const auto power = std::bit_cast<float>(exponent + (127U << 23U));
    y[i] = 1 / (1 + p * power);
  }
}

typedef float Sixteen __attribute__((vector_size(64), aligned(4), may_alias));

typedef float Four __attribute__((vector_size(16)));

/// Products of a pixel: sixteen sums side by side, then added in pairs until four are left.
[[gnu::always_inline]] inline Four four_sums(std::int64_t channels, const float* x,
                                             const float* weights) {
  constexpr std::int64_t kSums = 16;
  Sixteen sums = {};
  for (std::int64_t c = 0; c + kSums <= channels; c += kSums) {
    sums +=
        *reinterpret_cast<const Sixteen*>(x + c) * *reinterpret_cast<const Sixteen*>(weights + c);
  }
  const auto eight = __builtin_shufflevector(sums, sums, 0, 1, 2, 3, 4, 5, 6, 7) +
                     __builtin_shufflevector(sums, sums, 8, 9, 10, 11, 12, 13, 14, 15);
  return __builtin_shufflevector(eight, eight, 0, 1, 2, 3) +
         __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
}

/// The sums of a, b, c and d.
[[gnu::always_inline]] inline Four totals(const Four& a, const Four& b, const Four& c,
                                          const Four& d) {
  const Four ab =
      __builtin_shufflevector(a, b, 0, 4, 1, 5) + __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Four cd =
      __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
  return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

/// y[p · step] += Σ x · weights, of four pixels at once while there are as many.
SCARP_VECTORISED
void add_dots(std::int64_t pixels, std::int64_t channels, const float* x, const float* weights,
              int step, float* y) {
  const std::int64_t rest_begin = channels / 16 * 16;
  for (std::int64_t p = 0; p < pixels;) {
    const std::int64_t count = pixels - p < 4 ? 1 : 4;
    Four of_each[4] = {};
    for (std::int64_t i = 0; i < count; ++i) {
      of_each[i] = four_sums(channels, x + i * channels, weights);
    }
    const Four sums = totals(of_each[0], of_each[1], of_each[2], of_each[3]);
    for (std::int64_t i = 0; i < count; ++i, ++p, x += channels) {
      float rest = 0;
      for (std::int64_t c = rest_begin; c < channels; ++c) rest += x[c] * weights[c];
      y[p * step] += sums[i] + rest;
    }
  }
}

void activate(Activation activation, std::int64_t count, float* y) {
  if (activation == Activation::relu) relu(count, y);
  if (activation == Activation::sigmoid) sigmoid(count, y);
}

/// Both pixels side by side have the same weight.
SCARP_VECTORISED
void scale_pairs(int pairs, int floats, const float* x, const float* weight, float* y) {
  for (int p = 0; p < pairs; ++p, x += floats, y += floats) {
    const float factor = weight[p];
    for (int i = 0; i < floats; ++i) y[i] = x[i] * factor;
  }
}

SCARP_VECTORISED
void largest_of_four(int pixels, std::int64_t channels, const float* top, const float* bottom,
                     float* y) {
  for (int p = 0; p < pixels; ++p, top += 2 * channels, bottom += 2 * channels, y += channels) {
    for (std::int64_t c = 0; c < channels; ++c) {
      const float a = top[c] < top[channels + c] ? top[channels + c] : top[c];
      const float b = bottom[c] < bottom[channels + c] ? bottom[channels + c] : bottom[c];
      y[c] = a < b ? b : a;
    }
  }
}

SCARP_VECTORISED
void mean_of_four(int pixels, std::int64_t channels, const float* top, const float* bottom,
                  float* y) {
  for (int p = 0; p < pixels; ++p, top += 2 * channels, bottom += 2 * channels, y += channels) {
    for (std::int64_t c = 0; c < channels; ++c) {
      y[c] = ((top[c] + top[channels + c]) + (bottom[c] + bottom[channels + c])) * 0.25F;
    }
  }
}

/// `bytes` of each pixel, which are side by side in `x` and `stride` bytes apart in `y`.
void copy_pixels(int pixels, std::int64_t bytes, const char* x, std::int64_t stride, char* y) {
  for (int p = 0; p < pixels; ++p, x += bytes, y += stride) {
    std::memcpy(y, x, static_cast<std::size_t>(bytes));
  }
}

void add_dots_of_row(const Array& x, int row, const float* weights, float* room, float* y) {
  if (!x.quartered) {
    add_dots(x.cols, x.channels, read_row(x, row, room), weights, 1, y);
    return;
  }
  for (int i = 0; i < 2; ++i) {
    const Array part = quarter(x, row % 2 * 2 + i);
    add_dots(part.cols, part.channels, read_row(part, row / 2, room), weights, 2, y + i);
  }
}

template <typename Pool>
void pool(const Pool& of_four, const Array& x, const Array& out, float* room) {
  float* second = room + row_room(x);
  float* result = second + row_room(x);
  for (int row = 0; row < out.rows; ++row) {
    const float* top = read_row(x, 2 * row, room);
    const float* bottom = read_row(x, 2 * row + 1, second);
    float* y = row_to_write(out, row, result);
    of_four(out.cols, out.channels, top, bottom, y);
    finish_row(out, row, y);
  }
}

}  // namespace

std::int64_t row_room(const Array& array) {
  constexpr std::int64_t kLine = 16;
  return (array.row_values() + kLine - 1) / kLine * kLine;
}

void copy(const Array& in, const Array& out, float* room) {
  for (int row = 0; row < out.rows; ++row) {
    const float* x = read_row(in, row, room);
    float* y = row_to_write(out, row, nullptr);
    if (y != nullptr) std::copy_n(x, out.row_values(), y);
    finish_row(out, row, x);
  }
}

void sum(const std::vector<Array>& in, const std::vector<float>& signs, Activation activation,
         const Array& out, float* room) {
  float* result = room + row_room(out);
  for (int row = 0; row < out.rows; ++row) {
    float* y = row_to_write(out, row, result);
    for (std::size_t i = 0; i < in.size(); ++i) {
      add(out.row_values(), read_row(in[i], row, room), signs[i], i == 0, y);
    }
    activate(activation, out.row_values(), y);
    finish_row(out, row, y);
  }
}

void gate(const Array& weight, const Array& x, const Array& out, float* room) {
  float* result = room + row_room(x);
  float* weights = result + row_room(out);
  for (int row = 0; row < out.rows; ++row) {
    float* y = row_to_write(out, row, result);
    scale_pairs(weight.cols, 2 * x.channels, read_row(x, row, room),
                read_row(weight, row / 2, weights), y);
    finish_row(out, row, y);
  }
}

void max_pool(const Array& x, const Array& out, float* room) {
  pool(largest_of_four, x, out, room);
}

void average_pool(const Array& x, const Array& out, float* room) {
  pool(mean_of_four, x, out, room);
}

void select_bands(const Array& x, const std::vector<int>& bands, const Array& out, float* room) {
  float* result = room + row_room(x);
  for (int row = 0; row < out.rows; ++row) {
    const float* from = read_row(x, row, room);
    float* y = row_to_write(out, row, result);
    for (int col = 0; col < out.cols; ++col) {
      for (int c = 0; c < out.channels; ++c) {
        y[col * out.channels + c] = from[col * x.channels + bands[static_cast<std::size_t>(c)]];
      }
    }
    finish_row(out, row, y);
  }
}

void score(const std::vector<Array>& parts, const float* weights, float bias, Activation activation,
           const Array& out, float* room) {
  float* result = room + row_room(parts.front());
  for (const Array& part : parts) result = std::max(result, room + row_room(part));
  for (int row = 0; row < out.rows; ++row) {
    float* y = row_to_write(out, row, result);
    std::fill_n(y, out.cols, bias);
    const float* own = weights;
    for (const Array& part : parts) {
      add_dots_of_row(part, row, own, room, y);
      own += part.channels;
    }
    activate(activation, out.cols, y);
    finish_row(out, row, y);
  }
}

void interleave(const std::array<Array, 4>& parts, const Array& out) {
  const std::int64_t bytes = out.number.bytes();
  const std::int64_t pixel = out.stride * bytes;
  for (int row = 0; row < out.rows; ++row) {
    char* to = static_cast<char*>(out.data) + pixel * row * out.cols;
    for (std::size_t i = 0; i < 2; ++i) {
      const Array& part = parts[static_cast<std::size_t>(row % 2 * 2) + i];
      const char* from = static_cast<char*>(part.data) + row / 2 * part.row_values() * bytes;
      copy_pixels(part.cols, out.channels * bytes, from, 2 * pixel,
                  to + static_cast<std::int64_t>(i) * pixel);
    }
  }
}

void add_interleaved(const std::array<Array, 4>& parts, const Array& other, Activation activation,
                     const Array& out, float* room) {
  Array dense = out;
  dense.rows = 1;
  dense.stride = out.channels;
  dense.number = {};
  dense.data = room;
  float* const second = room + row_room(out);
  float* const result = second + row_room(out);
  for (int row = 0; row < out.rows; ++row) {
    std::array<Array, 4> rows = parts;
    for (Array& part : rows) {
      part.data = static_cast<float*>(part.data) + row / 2 * part.row_values();
      part.rows = 1;
    }
    // Both parts of this row, as the first row of an image.
    if (row % 2 == 1) rows[0] = rows[2], rows[1] = rows[3];
    interleave(rows, dense);
    float* y = row_to_write(out, row, result);
    add(out.row_values(), room, 1, true, y);
    add(out.row_values(), read_row(other, row, second), 1, false, y);
    activate(activation, out.row_values(), y);
    finish_row(out, row, y);
  }
}

}  // namespace scarp::infer
