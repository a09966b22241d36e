#include "kernels/winograd_transposed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace scarp::kernels {
namespace {

using Shape = WinogradTransposed::Shape;

struct Arrays {
  Shape shape;
  std::vector<float> x, weights, bias;
};

std::vector<float> noise(int count, std::mt19937& random) {
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = uniform(random);
  return values;
}

Arrays arrays(const Shape& shape, unsigned seed) {
  std::mt19937 random(seed);
  return {shape, noise(shape.rows * shape.cols * shape.inputs, random),
          noise(9 * shape.inputs * shape.outputs, random), noise(shape.outputs, random)};
}

// By the definition, in doubles: each input adds the kernel to the outputs around 2i, whose first
// row and column are cut off at the far edge.
std::vector<double> direct(const Arrays& a) {
  const Shape& s = a.shape;
  std::vector<double> y(std::size_t{4} * s.rows * s.cols * s.outputs);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = a.bias[i % a.bias.size()];
  for (int row = 0; row < s.rows; ++row) {
    for (int col = 0; col < s.cols; ++col) {
      for (int tap = 0; tap < 9; ++tap) {
        const int to_row = 2 * row + tap / 3;
        const int to_col = 2 * col + tap % 3;
        if (to_row >= 2 * s.rows || to_col >= 2 * s.cols) continue;
        double* to = y.data() + (std::ptrdiff_t{to_row} * 2 * s.cols + to_col) * s.outputs;
        const float* x = a.x.data() + (std::ptrdiff_t{row} * s.cols + col) * s.inputs;
        for (std::ptrdiff_t i = 0; i < s.inputs; ++i) {
          const float* weights = a.weights.data() + i * s.outputs * 9 + tap;
          for (std::ptrdiff_t o = 0; o < s.outputs; ++o) to[o] += double{x[i]} * weights[o * 9];
        }
      }
    }
  }
  if (s.activation == Activation::relu) {
    for (double& value : y) value = std::max(value, 0.0);
  }
  return y;
}

// Interleaved, with `gap` floats between pixels, which stay 7.
std::vector<float> run(const Arrays& a, int width, int gap) {
  const Shape& s = a.shape;
  const WinogradTransposed convolution(s, a.weights.data(), a.bias.data(), width);
  const std::ptrdiff_t stride = std::ptrdiff_t{s.outputs} + gap;
  const std::ptrdiff_t line = std::ptrdiff_t{2} * s.cols * stride;
  std::vector<float> y(std::size_t{4} * s.rows * s.cols * stride, 7);
  // Whatever was there before must not matter.
  std::vector<float> workspace(convolution.workspace_bytes() / sizeof(float), std::nanf(""));
  WinogradTransposed::Target target;
  target.row_step = 2 * line;
  target.pixel_step = 2 * stride;
  target.parts = {y.data(), y.data() + stride, y.data() + line, y.data() + line + stride};
  convolution.run(a.x.data(), target, workspace.data());
  return y;
}

void expect_direct(const Shape& shape, int gap) {
  const Arrays a = arrays(shape, 3);
  const std::vector<double> wanted = direct(a);
  double largest = 0;
  for (const double value : wanted) largest = std::max(largest, std::abs(value));
  for (const int width : Winograd::widths()) {
    const std::vector<float> y = run(a, width, gap);
    const auto stride = static_cast<std::size_t>(shape.outputs) + static_cast<std::size_t>(gap);
    const auto outputs = static_cast<std::size_t>(shape.outputs);
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (i % stride >= outputs) {
        ASSERT_EQ(y[i], 7) << "beside the pixels";
      } else {
        ASSERT_NEAR(y[i], wanted[i / stride * outputs + i % stride], 3e-6 * largest)
            << "width " << width << ", float " << i;
      }
    }
  }
}

TEST(WinogradTransposed, IsTheTransposedConvolution) {
  expect_direct({16, 16, 32, 32, Activation::none}, 0);
  expect_direct({16, 16, 48, 16, Activation::relu}, 0);
  expect_direct({32, 20, 16, 64, Activation::relu}, 0);
  expect_direct({20, 20, 32, 16, Activation::none}, 0);  // of 25 tiles one is alone
  expect_direct({4, 64, 128, 32, Activation::none}, 0);
}

TEST(WinogradTransposed, WritesBesideOthers) {
  expect_direct({16, 24, 16, 16, Activation::relu}, 16);
  expect_direct({16, 16, 16, 32, Activation::none}, 5);
}

TEST(WinogradTransposed, IsForWholeTilesAndFullRegisters) {
  EXPECT_TRUE(WinogradTransposed::suits({32, 32, 64, 32, Activation::relu}));
  EXPECT_FALSE(WinogradTransposed::suits({8, 8, 64, 32, Activation::relu})) << "few tiles";
  EXPECT_FALSE(WinogradTransposed::suits({18, 32, 64, 32, Activation::relu}));
  EXPECT_FALSE(WinogradTransposed::suits({32, 32, 64, 24, Activation::relu}));
  EXPECT_FALSE(WinogradTransposed::suits({32, 32, 64, 32, Activation::sigmoid}));
}

}  // namespace
}  // namespace scarp::kernels
