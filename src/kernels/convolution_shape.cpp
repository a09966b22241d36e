#include "kernels/convolution_shape.h"

#include <algorithm>
#include <cstdint>
#include <tuple>

#include "core/error.h"

namespace scarp::kernels {

namespace {

auto members(const ConvolutionShape& s) {
  return std::tie(s.rows, s.cols, s.inputs, s.outputs, s.kernel_rows, s.kernel_cols, s.stride,
                  s.pad_top, s.pad_left, s.pad_bottom, s.pad_right, s.activation);
}

int padding(int length, int kernel, int stride) {
  const int outputs = (length + stride - 1) / stride;
  return std::max((outputs - 1) * stride + kernel - length, 0);
}

bool fits(std::int64_t rows, std::int64_t cols, std::int64_t channels) {
  constexpr std::int64_t kMost = std::int64_t{1} << 31;
  return rows * cols < kMost && rows * cols * channels < kMost;
}

}  // namespace

int output_rows(const ConvolutionShape& s) {
  return (s.rows + s.pad_top + s.pad_bottom - s.kernel_rows) / s.stride + 1;
}

int output_cols(const ConvolutionShape& s) {
  return (s.cols + s.pad_left + s.pad_right - s.kernel_cols) / s.stride + 1;
}

bool operator<(const ConvolutionShape& a, const ConvolutionShape& b) {
  return members(a) < members(b);
}

ConvolutionShape same_padding(ConvolutionShape shape) {
  const int rows = padding(shape.rows, shape.kernel_rows, shape.stride);
  const int cols = padding(shape.cols, shape.kernel_cols, shape.stride);
  shape.pad_top = rows / 2;
  shape.pad_bottom = rows - rows / 2;
  shape.pad_left = cols / 2;
  shape.pad_right = cols - cols / 2;
  return shape;
}

void require_valid(const ConvolutionShape& s) {
  const bool positive = s.rows > 0 && s.cols > 0 && s.inputs > 0 && s.outputs > 0 &&
                        s.kernel_rows > 0 && s.kernel_cols > 0 && s.stride > 0;
  const bool padded = std::min({s.pad_top, s.pad_left, s.pad_bottom, s.pad_right}) >= 0 &&
                      std::max(s.pad_top, s.pad_bottom) < s.kernel_rows &&
                      std::max(s.pad_left, s.pad_right) < s.kernel_cols;
  if (!positive || !padded || s.rows + s.pad_top + s.pad_bottom < s.kernel_rows ||
      s.cols + s.pad_left + s.pad_right < s.kernel_cols || !fits(s.rows, s.cols, s.inputs) ||
      !fits(output_rows(s), output_cols(s), s.outputs)) {
    throw Error({"no convolution has this shape", "", ""}, Fault::usage);
  }
}

}  // namespace scarp::kernels
