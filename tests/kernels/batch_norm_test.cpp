#include <gtest/gtest.h>
#include <omp.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernels/normalised_convolution.h"
#include "reference.h"

namespace scarp::kernels {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

constexpr float kEpsilon = 1e-3F;

/// Convolution, batch norm and ReLU, and Σ output · gradient as a function of its arguments.
struct Problem {
  ConvolutionShape shape;
  int count;
  bool relu;
  Values src, weights, bias, gamma, beta, gradient;

  Problem(const ConvolutionShape& s, int images, bool with_relu, Random& random)
      : shape(s), count(images), relu(with_relu) {
    src = noise(src_size(shape, count), random);
    weights = noise(weights_size(shape), random);
    bias = noise(shape.outputs, random);
    gamma = noise(shape.outputs, random);
    beta = noise(shape.outputs, random);
    gradient = noise(dst_size(shape, count), random);
  }

  std::size_t channels() const { return bias.size(); }
  std::int64_t pixels() const { return static_cast<std::int64_t>(gradient.size() / channels()); }
};

/// The same in double precision, by the formulas of Ioffe & Szegedy 2015.
struct Expected {
  std::vector<double> mean, variance, output, raw_gradient, gamma, beta;

  explicit Expected(const Problem& p)
      : mean(p.channels()), variance(p.channels()), gamma(p.channels()), beta(p.channels()) {
    const auto raw = convolved(p.shape, p.count, p.src, p.weights, p.bias);
    const std::size_t channels = p.channels();
    const auto n = static_cast<double>(p.pixels());
    for (std::size_t i = 0; i < raw.size(); ++i) mean[i % channels] += raw[i] / n;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      variance[i % channels] += std::pow(raw[i] - mean[i % channels], 2) / n;
    }
    std::vector<double> masked;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const std::size_t c = i % channels;
      const double normal = (raw[i] - mean[c]) / std::sqrt(variance[c] + kEpsilon);
      const double value = normal * p.gamma[c] + p.beta[c];
      output.push_back(p.relu ? std::max(value, 0.0) : value);
      masked.push_back(p.relu && value <= 0 ? 0 : p.gradient[i]);
      gamma[c] += masked[i] * normal;
      beta[c] += masked[i];
    }
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const std::size_t c = i % channels;
      const double deviation = std::sqrt(variance[c] + kEpsilon);
      const double normal = (raw[i] - mean[c]) / deviation;
      raw_gradient.push_back(p.gamma[c] / deviation *
                             (masked[i] - beta[c] / n - normal * gamma[c] / n));
    }
  }
};

/// What the kernels make of it; the output is a slice of pixels of `stride` floats.
struct Actual {
  Values raw, mean, variance, output, src, weights, gamma, beta;

  Actual(const Problem& p, std::int64_t stride)
      : raw(p.gradient.size()),
        mean(p.channels()),
        variance(p.channels()),
        output(static_cast<std::size_t>(p.pixels() * stride), 7),
        src(p.src.size(), 7),
        weights(p.weights.size()),
        gamma(p.channels()),
        beta(p.channels()) {
    convolve_with_moments(
        p.shape, p.count,
        {p.src.data(), p.weights.data(), p.bias.data(), raw.data(), mean.data(), variance.data()});
    BatchNorm norm;
    norm.mean = mean.data();
    norm.variance = variance.data();
    norm.gamma = p.gamma.data();
    norm.beta = p.beta.data();
    norm.epsilon = kEpsilon;
    norm.relu = p.relu;
    normalise(norm, p.pixels(), p.shape.outputs, raw.data(), {output.data(), stride});
    Values gradient(output.size());
    for (std::int64_t i = 0; i < p.pixels(); ++i) {
      std::copy_n(p.gradient.begin() + i * p.shape.outputs, p.shape.outputs,
                  gradient.begin() + i * stride);
    }
    NormalisedGradients arrays;
    arrays.src = p.src.data();
    arrays.weights = p.weights.data();
    arrays.raw = raw.data();
    arrays.gradient = {gradient.data(), stride};
    arrays.weights_gradient = weights.data();
    arrays.gamma_gradient = gamma.data();
    arrays.beta_gradient = beta.data();
    arrays.src_gradient = src.data();
    normalised_backward(p.shape, norm, p.count, arrays);
  }
};

/// Values without the floats between the slices' pixels, which must be untouched.
Values dense(const Values& values, std::size_t channels, std::size_t stride) {
  Values result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % stride < channels) {
      result.push_back(values[i]);
    } else if (values[i] != 7) {
      return {};
    }
  }
  return result;
}

RC_GTEST_PROP(NormalisedConvolutionProperty, AgreesWithTheDefinition, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const Problem problem(arbitrary_shape(random), *rc::gen::inRange(2, 8),
                        *rc::gen::arbitrary<bool>(), random);
  const int extra = *rc::gen::inRange(0, 4);
  const Expected expected(problem);
  // Where the variance is next to nothing, so is what is known of the result.
  RC_PRE(*std::min_element(expected.variance.begin(), expected.variance.end()) > 1e-3);
  const std::size_t stride = problem.channels() + static_cast<std::size_t>(extra);
  const Actual actual(problem, static_cast<std::int64_t>(stride));
  RC_ASSERT(largest_error(expected.mean, actual.mean) < 1e-5);
  RC_ASSERT(largest_error(expected.variance, actual.variance) < 1e-5);
  const Values output = dense(actual.output, problem.channels(), stride);
  RC_ASSERT(largest_error(expected.output, output) < 2e-4);
}

TEST(NormalisedConvolution, GradientsAgreeWithTheDefinition) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    ConvolutionShape shape = arbitrary_shape(random);
    // Large enough for a variance; values so near zero that rounding decides the ReLU are rare.
    shape.rows = shape.cols = 12;
    const bool relu = seed % 2 == 0;
    const Problem problem(shape, 5, relu, random);
    const Expected expected(problem);
    const Actual actual(problem, shape.outputs + 3);
    Values gradient(expected.raw_gradient.begin(), expected.raw_gradient.end());
    const Gradients raw =
        convolution_gradients(shape, problem.count, problem.src, problem.weights, gradient);
    EXPECT_LT(largest_error(expected.gamma, actual.gamma), 1e-4) << "seed " << seed;
    EXPECT_LT(largest_error(expected.beta, actual.beta), 1e-4) << "seed " << seed;
    EXPECT_LT(largest_error(raw.src, actual.src), 1e-4) << "seed " << seed;
    EXPECT_LT(largest_error(raw.weights, actual.weights), 1e-4) << "seed " << seed;
  }
}

TEST(NormalisedConvolution, HasExactMomentsFarFromZero) {
  Random random(3);
  ConvolutionShape shape;
  shape.rows = shape.cols = 32;
  shape.inputs = shape.outputs = 1;
  shape.kernel_rows = shape.kernel_cols = 1;
  Values src = noise(8192, random);
  for (float& value : src) value += 1000;
  const float weight = 1;
  const float bias = 0;
  Values raw(src.size());
  float mean = 0;
  float variance = 0;
  convolve_with_moments(shape, 8, {src.data(), &weight, &bias, raw.data(), &mean, &variance});
  double expected_mean = 0;
  for (const float value : src) expected_mean += value / 8192.0;
  double expected = 0;
  for (const float value : src) expected += std::pow(value - expected_mean, 2) / 8192;
  EXPECT_NEAR(mean, expected_mean, 1e-4);
  EXPECT_NEAR(variance, expected, 1e-4);
}

TEST(NormalisedConvolution, HasTheSameBitsOnAnyNumberOfThreads) {
  Random random(4);
  ConvolutionShape shape;
  shape.rows = shape.cols = 20;
  shape.inputs = 6;
  shape.outputs = 33;
  const Problem problem(same_padding(shape), 19, true, random);
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const Actual one(problem, 33);
  omp_set_num_threads(3);
  const Actual three(problem, 33);
  omp_set_num_threads(before);
  EXPECT_EQ(one.output, three.output);
  EXPECT_EQ(one.src, three.src);
  EXPECT_EQ(one.weights, three.weights);
  EXPECT_EQ(one.gamma, three.gamma);
  EXPECT_EQ(one.beta, three.beta);
}

}  // namespace
}  // namespace scarp::kernels
