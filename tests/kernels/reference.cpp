#include "reference.h"

#include <algorithm>
#include <cmath>

namespace scarp::kernels::test {

namespace {

/// Calls `body(src, weight, dst)` with the indices of each product that a convolution sums up.
template <typename Body>
// One loop for each index. NOLINTNEXTLINE(readability-function-cognitive-complexity)
void for_products(const ConvolutionShape& s, int count, const Body& body) {
  for (std::int64_t n = 0; n < count; ++n) {
    for (int r = 0; r < output_rows(s); ++r) {
      for (int c = 0; c < output_cols(s); ++c) {
        for (int kr = 0; kr < s.kernel_rows; ++kr) {
          for (int kc = 0; kc < s.kernel_cols; ++kc) {
            const int row = r * s.stride + kr - s.pad_top;
            const int col = c * s.stride + kc - s.pad_left;
            if (row < 0 || row >= s.rows || col < 0 || col >= s.cols) continue;
            for (std::int64_t o = 0; o < s.outputs; ++o) {
              for (int i = 0; i < s.inputs; ++i) {
                body(((n * s.rows + row) * s.cols + col) * s.inputs + i,
                     ((o * s.inputs + i) * s.kernel_rows + kr) * s.kernel_cols + kc,
                     ((n * output_rows(s) + r) * output_cols(s) + c) * s.outputs + o);
              }
            }
          }
        }
      }
    }
  }
}

}  // namespace

Values noise(std::int64_t count, Random& random) {
  Values values(static_cast<std::size_t>(count));
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

std::vector<double> convolved(const ConvolutionShape& shape, int count, const Values& src,
                              const Values& weights, const Values& bias) {
  std::vector<double> dst(static_cast<std::size_t>(dst_size(shape, count)));
  for (std::size_t i = 0; i < dst.size(); ++i) {
    dst[i] = bias[i % static_cast<std::size_t>(shape.outputs)];
  }
  for_products(shape, count, [&](std::size_t s, std::size_t w, std::size_t d) {
    dst[d] += double{src[s]} * weights[w];
  });
  return dst;
}

Gradients convolution_gradients(const ConvolutionShape& shape, int count, const Values& src,
                                const Values& weights, const Values& gradient) {
  Gradients result;
  result.src.resize(src.size());
  result.weights.resize(weights.size());
  result.bias.resize(static_cast<std::size_t>(shape.outputs));
  for_products(shape, count, [&](std::size_t s, std::size_t w, std::size_t d) {
    result.src[s] += double{weights[w]} * gradient[d];
    result.weights[w] += double{src[s]} * gradient[d];
  });
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    result.bias[i % result.bias.size()] += gradient[i];
  }
  return result;
}

std::int64_t src_size(const ConvolutionShape& shape, int count) {
  return std::int64_t{count} * shape.rows * shape.cols * shape.inputs;
}

std::int64_t dst_size(const ConvolutionShape& shape, int count) {
  return std::int64_t{count} * output_rows(shape) * output_cols(shape) * shape.outputs;
}

std::int64_t weights_size(const ConvolutionShape& shape) {
  return std::int64_t{shape.outputs} * shape.inputs * shape.kernel_rows * shape.kernel_cols;
}

ConvolutionShape arbitrary_shape(Random& random) {
  const auto between = [&](int low, int high) {
    const int choices = high - low + 1;
    return low + static_cast<int>(random.below(static_cast<std::uint64_t>(choices)));
  };
  const auto channels = [&] {
    const int choices[] = {1, 2, 3, 4, 8, 16, 17, 32, 33, 48};
    return choices[random.below(10)];
  };
  ConvolutionShape shape;
  shape.kernel_rows = between(1, 3);
  shape.kernel_cols = between(1, 3);
  shape.rows = between(shape.kernel_rows, 17);
  shape.cols = between(shape.kernel_cols, 17);
  shape.inputs = channels();
  shape.outputs = channels();
  shape.stride = between(1, 2);
  shape.pad_top = between(0, shape.kernel_rows - 1);
  shape.pad_left = between(0, shape.kernel_cols - 1);
  shape.pad_bottom = between(0, shape.kernel_rows - 1);
  shape.pad_right = between(0, shape.kernel_cols - 1);
  return shape;
}

double largest_error(const std::vector<double>& expected, const Values& actual) {
  double error = expected.size() == actual.size() ? 0 : 1e30;
  double scale = 1;
  for (std::size_t i = 0; i < std::min(expected.size(), actual.size()); ++i) {
    const double difference = std::abs(expected[i] - actual[i]);
    error = difference > error || std::isnan(difference) ? difference : error;
    scale = std::max(scale, std::abs(expected[i]));
  }
  return error / scale;
}

}  // namespace scarp::kernels::test
