#include "kernels/transposed_convolution.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "reference.h"

namespace scarp::kernels {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

constexpr double kTolerance = 2e-5;

/// The definition: every input pixel stamps its kernel on an output of (n − 1) · stride + kernel,
/// of which `stride` · n are kept, from `first` on.
template <typename Body>
// One loop for each index. NOLINTNEXTLINE(readability-function-cognitive-complexity)
void for_products(const TransposedShape& s, int count, const Body& body) {
  const int rows = s.rows * s.stride;
  const int cols = s.cols * s.stride;
  const int first_row = (s.kernel_rows - s.stride) / 2;
  const int first_col = (s.kernel_cols - s.stride) / 2;
  for (std::int64_t n = 0; n < count; ++n) {
    for (int r = 0; r < s.rows; ++r) {
      for (int c = 0; c < s.cols; ++c) {
        for (int kr = 0; kr < s.kernel_rows; ++kr) {
          for (int kc = 0; kc < s.kernel_cols; ++kc) {
            const int row = r * s.stride + kr - first_row;
            const int col = c * s.stride + kc - first_col;
            if (row < 0 || row >= rows || col < 0 || col >= cols) continue;
            for (std::int64_t i = 0; i < s.inputs; ++i) {
              for (int o = 0; o < s.outputs; ++o) {
                body(((n * s.rows + r) * s.cols + c) * s.inputs + i,
                     ((i * s.outputs + o) * s.kernel_rows + kr) * s.kernel_cols + kc,
                     (n * rows + row) * cols + col, o);
              }
            }
          }
        }
      }
    }
  }
}

TransposedShape arbitrary_transposed(Random& random) {
  const int channels[] = {1, 2, 3, 5, 16, 17, 32};
  TransposedShape shape;
  shape.rows = 1 + static_cast<int>(random.below(9));
  shape.cols = 1 + static_cast<int>(random.below(9));
  shape.inputs = channels[random.below(7)];
  shape.outputs = channels[random.below(7)];
  shape.stride = 1 + static_cast<int>(random.below(2));
  shape.relu = random.below(2) == 0;
  return shape;
}

/// Arrays of a transposed convolution; the output is a slice of pixels of `stride` floats.
struct Problem {
  TransposedShape shape;
  int count;
  std::int64_t pixels;
  std::int64_t stride;
  Values src;
  Values weights;
  Values bias;
  Values dst;
  Values gradient;

  Problem(const TransposedShape& s, int images, int extra, Random& random)
      : shape(s),
        count(images),
        pixels(std::int64_t{images} * s.rows * s.cols * s.stride * s.stride),
        stride(s.outputs + extra) {
    src = noise(std::int64_t{images} * s.rows * s.cols * s.inputs, random);
    weights = noise(std::int64_t{s.inputs} * s.outputs * s.kernel_rows * s.kernel_cols, random);
    bias = noise(s.outputs, random);
    dst.assign(static_cast<std::size_t>(pixels * stride), 7);
    gradient = noise(pixels * stride, random);
    convolve_transposed(shape, count, src.data(), weights.data(), bias.data(),
                        {dst.data(), stride});
  }

  std::vector<double> expected() const {
    std::vector<double> values(dst.size(), 7);
    for (std::int64_t p = 0; p < pixels; ++p) {
      std::copy(bias.begin(), bias.end(), values.begin() + p * stride);
    }
    for_products(shape, count, [&](std::size_t s, std::size_t w, std::size_t pixel, int o) {
      values[pixel * stride + o] += double{src[s]} * weights[w];
    });
    for (double& value : values) value = shape.relu ? std::max(value, 0.0) : value;
    return values;
  }

  /// Gradient of the output before the ReLU.
  double masked(std::size_t i) const {
    return shape.relu && dst[i] <= 0 ? 0.0 : double{gradient[i]};
  }
};

RC_GTEST_PROP(TransposedProperty, AgreesWithTheDefinition, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const Problem problem(arbitrary_transposed(random), *rc::gen::inRange(1, 8),
                        *rc::gen::inRange(0, 4), random);
  RC_ASSERT(largest_error(problem.expected(), problem.dst) < kTolerance);
}

RC_GTEST_PROP(TransposedProperty, GradientsAgreeWithTheDefinition, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  Problem problem(arbitrary_transposed(random), *rc::gen::inRange(1, 8), *rc::gen::inRange(0, 4),
                  random);
  const bool add = *rc::gen::arbitrary<bool>();
  std::vector<double> src(problem.src.size(), add ? 1 : 0);
  std::vector<double> weights(problem.weights.size(), 1);
  std::vector<double> bias(problem.bias.size(), 1);
  const auto stride = static_cast<std::size_t>(problem.stride);
  for_products(problem.shape, problem.count,
               [&](std::size_t s, std::size_t w, std::size_t pixel, int o) {
                 const double gradient = problem.masked(pixel * stride + o);
                 src[s] += problem.weights[w] * gradient;
                 weights[w] += problem.src[s] * gradient;
               });
  for (std::int64_t p = 0; p < problem.pixels; ++p) {
    for (std::size_t o = 0; o < bias.size(); ++o) bias[o] += problem.masked(p * stride + o);
  }
  Values src_gradient(src.size(), 1);
  Values weights_gradient(weights.size(), 1);
  Values bias_gradient(bias.size(), 1);
  TransposedGradients arrays;
  arrays.src = problem.src.data();
  arrays.weights = problem.weights.data();
  arrays.dst = {problem.dst.data(), problem.stride};
  arrays.gradient = {problem.gradient.data(), problem.stride};
  arrays.weights_gradient = weights_gradient.data();
  arrays.bias_gradient = bias_gradient.data();
  arrays.src_gradient = src_gradient.data();
  arrays.add = add;
  convolve_transposed_backward(problem.shape, problem.count, arrays);
  RC_ASSERT(largest_error(src, src_gradient) < kTolerance);
  RC_ASSERT(largest_error(weights, weights_gradient) < kTolerance);
  RC_ASSERT(largest_error(bias, bias_gradient) < kTolerance);
}

TEST(TransposedConvolution, CutsOffAtTheEndAsKerasDoes) {
  TransposedShape shape;
  shape.rows = 1;
  shape.cols = 2;
  shape.inputs = shape.outputs = 1;
  const float src[] = {1, 10};
  const float weights[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const float bias[] = {0};
  Values dst(8);
  convolve_transposed(shape, 1, src, weights, bias, {dst.data(), 1});
  EXPECT_EQ(dst, (Values{1, 2, 13, 20, 4, 5, 46, 50}));
}

TEST(TransposedConvolution, RefusesStridesBeyondTheKernel) {
  TransposedShape shape;
  shape.rows = shape.cols = shape.inputs = shape.outputs = 1;
  shape.stride = 4;
  EXPECT_THROW(convolve_transposed(shape, 1, nullptr, nullptr, nullptr, {}), Error);
}

}  // namespace
}  // namespace scarp::kernels
