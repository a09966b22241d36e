#include "kernels/convolution.h"

#include <gtest/gtest.h>
#include <omp.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "core/error.h"
#include "reference.h"

namespace scarp::kernels {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

constexpr double kTolerance = 2e-5;

/// The arrays of a convolution, filled with noise.
struct Problem {
  ConvolutionShape shape;
  int count;
  Values src;
  Values weights;
  Values bias;
  Values gradient;

  Problem(const ConvolutionShape& s, int images, Random& random) : shape(s), count(images) {
    src = noise(src_size(shape, count), random);
    weights = noise(weights_size(shape), random);
    bias = noise(shape.outputs, random);
    gradient = noise(dst_size(shape, count), random);
  }

  Values forward() const {
    Values dst(gradient.size());
    convolve(shape, count, src.data(), weights.data(), bias.data(), dst.data());
    return dst;
  }
};

/// What the kernels make of a problem's gradients, where they were `before`.
struct Backward {
  Values src;
  Values weights;
  Values bias;

  Backward(const Problem& problem, float before, bool add)
      : src(problem.src.size(), before),
        weights(problem.weights.size(), before),
        bias(problem.bias.size(), before) {
    ConvolutionGradients arrays;
    arrays.src = problem.src.data();
    arrays.weights = problem.weights.data();
    arrays.gradient = problem.gradient.data();
    arrays.weights_gradient = weights.data();
    arrays.bias_gradient = bias.data();
    arrays.src_gradient = src.data();
    arrays.add = add;
    convolve_backward(problem.shape, problem.count, arrays);
  }
};

std::vector<double> plus(std::vector<double> values, double more) {
  for (double& value : values) value += more;
  return values;
}

RC_GTEST_PROP(ConvolutionProperty, AgreesWithTheDefinition, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const int count = *rc::gen::inRange(1, 8);
  const Problem problem(arbitrary_shape(random), count, random);
  const auto expected = convolved(problem.shape, count, problem.src, problem.weights, problem.bias);
  RC_ASSERT(largest_error(expected, problem.forward()) < kTolerance);
}

RC_GTEST_PROP(ConvolutionProperty, GradientsAgreeWithTheDefinition, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const int count = *rc::gen::inRange(1, 8);
  const bool add = *rc::gen::arbitrary<bool>();
  const Problem problem(arbitrary_shape(random), count, random);
  const Gradients expected =
      convolution_gradients(problem.shape, count, problem.src, problem.weights, problem.gradient);
  const Backward actual(problem, 1, add);
  RC_ASSERT(largest_error(plus(expected.src, add ? 1 : 0), actual.src) < kTolerance);
  RC_ASSERT(largest_error(plus(expected.weights, 1), actual.weights) < kTolerance);
  RC_ASSERT(largest_error(plus(expected.bias, 1), actual.bias) < kTolerance);
}

ConvolutionShape square(int size, int inputs, int outputs) {
  ConvolutionShape shape;
  shape.rows = shape.cols = size;
  shape.inputs = inputs;
  shape.outputs = outputs;
  return same_padding(shape);
}

TEST(Convolution, HasTheSameBitsOnAnyNumberOfThreads) {
  Random random(1);
  for (const int size : {4, 24}) {
    const Problem problem(square(size, 20, 32), 37, random);
    const int before = omp_get_max_threads();
    omp_set_num_threads(1);
    const Values dst = problem.forward();
    const Backward one(problem, 0, false);
    omp_set_num_threads(3);
    EXPECT_EQ(dst, problem.forward());
    const Backward three(problem, 0, false);
    omp_set_num_threads(before);
    EXPECT_EQ(one.src, three.src);
    EXPECT_EQ(one.weights, three.weights);
    EXPECT_EQ(one.bias, three.bias);
  }
}

TEST(Convolution, AppliesItsActivation) {
  Random random(2);
  Problem problem(square(7, 5, 6), 3, random);
  const Values plain = problem.forward();
  problem.shape.activation = Activation::relu;
  const Values positive = problem.forward();
  problem.shape.activation = Activation::sigmoid;
  const Values probability = problem.forward();
  for (std::size_t i = 0; i < plain.size(); ++i) {
    ASSERT_FLOAT_EQ(positive[i], std::max(0.0F, plain[i]));
    ASSERT_NEAR(probability[i], 1 / (1 + std::exp(-plain[i])), 1e-6);
  }
}

TEST(Convolution, OfNothingIsNothing) {
  convolve(square(4, 2, 2), 0, nullptr, nullptr, nullptr, nullptr);
  convolve_backward(square(4, 2, 2), 0, {});
}

TEST(ConvolutionShape, PadsAsKerasDoes) {
  ConvolutionShape shape = square(8, 1, 1);
  EXPECT_EQ(shape.pad_top, 1);
  EXPECT_EQ(shape.pad_bottom, 1);
  shape.stride = 2;
  shape = same_padding(shape);
  EXPECT_EQ(shape.pad_top, 0);
  EXPECT_EQ(shape.pad_bottom, 1);
  EXPECT_EQ(output_rows(shape), 4);
}

TEST(ConvolutionShape, RefusesTheImpossible) {
  const ConvolutionShape good = square(8, 2, 2);
  EXPECT_NO_THROW(require_valid(good));
  for (int ConvolutionShape::* member :
       {&ConvolutionShape::rows, &ConvolutionShape::inputs, &ConvolutionShape::kernel_cols,
        &ConvolutionShape::stride}) {
    for (const int value : {0, -1}) {
      ConvolutionShape bad = good;
      bad.*member = value;
      EXPECT_THROW(require_valid(bad), Error);
    }
  }
  ConvolutionShape large = good;
  large.rows = large.cols = large.inputs = 1 << 20;
  EXPECT_THROW(require_valid(large), Error);
  ConvolutionShape padded = good;
  padded.pad_left = 3;
  EXPECT_THROW(require_valid(padded), Error);
}

}  // namespace
}  // namespace scarp::kernels
