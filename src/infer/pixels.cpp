#include "infer/pixels.h"

#include <algorithm>
#include <cmath>

#include "kernels/dot.h"
#include "kernels/vectorised.h"

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

void activate(Activation activation, std::int64_t count, float* y) {
  if (activation == Activation::relu) relu(count, y);
  if (activation != Activation::sigmoid) return;
  for (std::int64_t i = 0; i < count; ++i) y[i] = 1 / (1 + std::exp(-y[i]));
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
void largest_of_four(int pixels, int channels, const float* top, const float* bottom, float* y) {
  for (int p = 0; p < pixels; ++p, top += 2 * channels, bottom += 2 * channels, y += channels) {
    for (int c = 0; c < channels; ++c) {
      const float a = top[c] < top[channels + c] ? top[channels + c] : top[c];
      const float b = bottom[c] < bottom[channels + c] ? bottom[channels + c] : bottom[c];
      y[c] = a < b ? b : a;
    }
  }
}

SCARP_VECTORISED
void mean_of_four(int pixels, int channels, const float* top, const float* bottom, float* y) {
  for (int p = 0; p < pixels; ++p, top += 2 * channels, bottom += 2 * channels, y += channels) {
    for (int c = 0; c < channels; ++c) {
      y[c] = ((top[c] + top[channels + c]) + (bottom[c] + bottom[channels + c])) * 0.25F;
    }
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
      const float* x = read_row(part, row, room);
      for (int col = 0; col < out.cols; ++col) {
        y[col] += kernels::dot(part.channels, x + std::int64_t{col} * part.channels, own);
      }
      own += part.channels;
    }
    activate(activation, out.cols, y);
    finish_row(out, row, y);
  }
}

void spread(const Array& x, const Array& other, Activation activation, const Array& out,
            float* room) {
  float* result = room + row_room(out);
  for (int row = 0; row < out.rows; ++row) {
    const int half = row % 2 * 2 * out.channels;
    Array pairs = slice(x, half, 2 * out.channels);
    float* y = row_to_write(out, row, result);
    add(out.row_values(), read_row(pairs, row / 2, room), 1, true, y);
    if (other.data != nullptr) add(out.row_values(), read_row(other, row, room), 1, false, y);
    activate(activation, out.row_values(), y);
    finish_row(out, row, y);
  }
}

}  // namespace scarp::infer
