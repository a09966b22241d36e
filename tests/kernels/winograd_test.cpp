#include "kernels/winograd.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace scarp::kernels {
namespace {

struct Arrays {
  ConvolutionShape shape;
  std::vector<float> x, other, weights, bias;
};

std::vector<float> noise(int count, std::mt19937& random) {
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = uniform(random);
  return values;
}

Arrays arrays(int rows, int cols, int inputs, int outputs, unsigned seed) {
  ConvolutionShape shape;
  shape.rows = rows;
  shape.cols = cols;
  shape.inputs = inputs;
  shape.outputs = outputs;
  std::mt19937 random(seed);
  return {same_padding(shape), noise(rows * cols * inputs, random),
          noise(rows * cols * outputs, random), noise(9 * inputs * outputs, random),
          noise(outputs, random)};
}

// By the definition, in doubles.
double direct(const Arrays& a, int row, int col, int output) {
  double sum = a.bias[static_cast<std::size_t>(output)];
  for (int i = 0; i < a.shape.inputs; ++i) {
    for (int tap = 0; tap < 9; ++tap) {
      const int y = row + tap / 3 - 1;
      const int x = col + tap % 3 - 1;
      if (y < 0 || x < 0 || y >= a.shape.rows || x >= a.shape.cols) continue;
      const int pixel = (y * a.shape.cols + x) * a.shape.inputs + i;
      const int kernel = (output * a.shape.inputs + i) * 9 + tap;
      sum += static_cast<double>(a.x[static_cast<std::size_t>(pixel)]) *
             a.weights[static_cast<std::size_t>(kernel)];
    }
  }
  return sum;
}

std::vector<float> run(const Arrays& a, int width, bool adds = false) {
  const Winograd winograd(a.shape, a.weights.data(), a.bias.data(), width);
  std::vector<float> out(a.other.size());
  // Whatever was there before must not matter.
  std::vector<float> workspace(winograd.workspace_bytes() / sizeof(float),
                               std::numeric_limits<float>::quiet_NaN());
  winograd.run(a.x.data(), adds ? a.other.data() : nullptr, out.data(), workspace.data());
  return out;
}

double largest_difference(const Arrays& a, int width, bool adds) {
  const std::vector<float> out = run(a, width, adds);
  const bool relu = a.shape.activation == Activation::relu;
  double largest = 0;
  for (int p = 0; p < a.shape.rows * a.shape.cols; ++p) {
    for (int o = 0; o < a.shape.outputs; ++o) {
      const auto i = static_cast<std::size_t>(p) * static_cast<std::size_t>(a.shape.outputs) +
                     static_cast<std::size_t>(o);
      double truth = direct(a, p / a.shape.cols, p % a.shape.cols, o);
      if (adds) truth += static_cast<double>(a.other[i]);
      if (relu) truth = std::max(truth, 0.0);
      largest = std::max(largest, std::abs(truth - static_cast<double>(out[i])));
    }
  }
  return largest;
}

// Of sums of 9 · inputs products of about 1/3: rounding of a few bits of them.
double tolerance(const Arrays& a) { return 3e-6 * std::sqrt(9.0 * a.shape.inputs); }

/// The arithmetic for one kind of processor, where this one is such.
class WinogradOfWidth : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    const std::vector<int> widths = Winograd::widths();
    if (std::find(widths.begin(), widths.end(), GetParam()) == widths.end()) {
      GTEST_SKIP() << "not on this processor";
    }
  }
};

TEST_P(WinogradOfWidth, IsTheConvolution) {
  const auto holds = [width = GetParam()] {
    const int rows = 4 * *rc::gen::inRange(1, 6);
    const int cols = 4 * *rc::gen::inRange(1, 12);
    const int inputs = 16 * *rc::gen::inRange(1, 5);
    const int outputs = 16 * *rc::gen::inRange(1, 5);
    Arrays a = arrays(rows, cols, inputs, outputs, *rc::gen::arbitrary<unsigned>());
    a.shape.activation = *rc::gen::element(Activation::none, Activation::relu);
    RC_ASSERT(largest_difference(a, width, *rc::gen::arbitrary<bool>()) < tolerance(a));
  };
  EXPECT_TRUE(rc::check(holds));
}

TEST_P(WinogradOfWidth, KeepsNotANumberThroughTheActivation) {
  Arrays a = arrays(16, 16, 16, 16, 1);
  a.shape.activation = Activation::relu;
  a.x[(5 * 16 + 6) * 16 + 3] = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> out = run(a, GetParam());
  EXPECT_TRUE(std::isnan(out[(5 * 16 + 6) * std::size_t{16}]));
  EXPECT_FALSE(std::isnan(out[0])) << "of another tile";
}

INSTANTIATE_TEST_SUITE_P(Floats, WinogradOfWidth, testing::Values(4, 8, 16),
                         testing::PrintToStringParamName());

TEST(Winograd, SuitsLargeImagesOfManyChannels) {
  const auto suits = [](int edge, int inputs, int outputs) {
    ConvolutionShape shape;
    shape.rows = shape.cols = edge;
    shape.inputs = inputs;
    shape.outputs = outputs;
    return Winograd::suits(same_padding(shape));
  };
  EXPECT_TRUE(suits(64, 32, 32));
  EXPECT_TRUE(suits(12, 16, 48));
  EXPECT_FALSE(suits(64, 4, 32));
  EXPECT_FALSE(suits(64, 32, 1));
  EXPECT_FALSE(suits(18, 32, 32));
  EXPECT_FALSE(suits(4, 32, 32));
}

}  // namespace
}  // namespace scarp::kernels
