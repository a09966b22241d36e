#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "kernels/gate.h"
#include "kernels/pool.h"
#include "kernels/score.h"
#include "reference.h"

namespace scarp::kernels {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace)

constexpr double kTolerance = 2e-5;

ImageShape arbitrary_images(Random& random) {
  const int channels[] = {1, 3, 16, 33};
  ImageShape shape;
  shape.count = 1 + static_cast<std::int64_t>(random.below(4));
  shape.rows = 1 + static_cast<int>(random.below(12));
  shape.cols = 1 + static_cast<int>(random.below(12));
  shape.channels = channels[random.below(4)];
  return shape;
}

std::int64_t size_of(const ImageShape& s) { return s.count * s.rows * s.cols * s.channels; }

RC_GTEST_PROP(MaxPoolProperty, KeepsTheLargestAndSendsItsGradientBack, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const bool add = *rc::gen::arbitrary<bool>();
  const ImageShape s = arbitrary_images(random);
  Values x = noise(size_of(s), random);
  for (float& value : x) value = std::round(value);  // equals are common
  const int rows = s.rows / 2;
  const int cols = s.cols / 2;
  const auto size = static_cast<std::size_t>(s.count * rows * cols * s.channels);
  Values y(size);
  std::vector<std::uint8_t> which(size);
  max_pool(s, {x.data(), s.channels}, y.data(), which.data());
  const Values gradient = noise(static_cast<std::int64_t>(size), random);
  std::vector<double> expected(x.size(), add ? 1 : 0);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t c = i % s.channels;
    const std::size_t col = i / s.channels % cols;
    const std::size_t row = i / s.channels / cols;  // of all images
    const std::size_t image = row / rows;
    std::size_t best = 0;
    for (int k = 3; k >= 0; --k) {
      const std::size_t pixel =
          (image * s.rows + row % rows * 2 + k / 2) * s.cols + col * 2 + k % 2;
      const std::size_t at = pixel * s.channels + c;
      if (k == 3 || x[at] >= x[best]) best = at;
    }
    RC_ASSERT(y[i] == x[best]);
    expected[best] += gradient[i];
  }
  Values actual(x.size(), 1);
  max_pool_backward(s, gradient.data(), which.data(), actual.data(), add);
  RC_ASSERT(largest_error(expected, actual) < 1e-6);
}

TEST(MaxPool, KeepsNaN) {
  for (int k = 0; k < 4; ++k) {
    Values x{1, 2, 3, 4};
    x[static_cast<std::size_t>(k)] = std::nanf("");
    float y = 0;
    std::uint8_t which = 9;
    max_pool({1, 2, 2, 1}, {x.data(), 1}, &y, &which);
    EXPECT_TRUE(std::isnan(y));
    EXPECT_EQ(which, k);
  }
}

RC_GTEST_PROP(GateProperty, MultipliesAndItsGradientsAgreeWithTheDefinition, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const bool add = *rc::gen::arbitrary<bool>();
  ImageShape s = arbitrary_images(random);
  s.rows *= 2;
  s.cols *= 2;
  const Values x = noise(size_of(s), random);
  const Values weight = noise(s.count * s.rows * s.cols / 4, random);
  const Values gradient = noise(size_of(s), random);
  Values y(x.size());
  gate(s, x.data(), weight.data(), y.data());
  std::vector<double> expected;
  std::vector<double> x_expected;
  std::vector<double> weight_expected(weight.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t col = i / s.channels % s.cols;
    const std::size_t row = i / s.channels / s.cols;
    const std::size_t w = row / 2 * (s.cols / 2) + col / 2;
    expected.push_back(double{x[i]} * weight[w]);
    x_expected.push_back(double{gradient[i]} * weight[w] + (add ? 1 : 0));
    weight_expected[w] += double{gradient[i]} * x[i];
  }
  RC_ASSERT(largest_error(expected, y) < kTolerance);
  Values x_gradient(x.size(), 1);
  Values weight_gradient(weight.size());
  gate_backward(s, {x.data(), weight.data(), gradient.data(), x_gradient.data(), add,
                    weight_gradient.data()});
  RC_ASSERT(largest_error(x_expected, x_gradient) < kTolerance);
  RC_ASSERT(largest_error(weight_expected, weight_gradient) < kTolerance);
}

RC_GTEST_PROP(ScoreProperty, AgreesWithTheDefinition, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const auto pixels = *rc::gen::inRange<std::int64_t>(1, 3000);
  const int channels[] = {*rc::gen::inRange(1, 40), *rc::gen::inRange(1, 40)};
  const bool add = *rc::gen::arbitrary<bool>();
  const auto bias = static_cast<float>(random.normal());
  const Values gradient = noise(pixels, random);
  Values probability(static_cast<std::size_t>(pixels));
  Values x[2], weights[2], x_gradient[2], weights_gradient[2];
  std::vector<ScorePart> parts;
  for (int i = 0; i < 2; ++i) {
    x[i] = noise(pixels * channels[i], random);
    weights[i] = noise(channels[i], random);
    x_gradient[i].assign(x[i].size(), 1);
    weights_gradient[i].assign(weights[i].size(), 1);
    parts.push_back({x[i].data(), channels[i], weights[i].data(), x_gradient[i].data(), add,
                     weights_gradient[i].data()});
  }
  score(pixels, parts, bias, probability.data());
  float bias_gradient = 1;
  score_backward(pixels, parts, probability.data(), gradient.data(), &bias_gradient);

  std::vector<double> expected;
  std::vector<double> slopes;
  double bias_expected = 1;
  for (std::int64_t p = 0; p < pixels; ++p) {
    double sum = bias;
    for (int i = 0; i < 2; ++i) {
      for (int c = 0; c < channels[i]; ++c) {
        sum += double{x[i][p * channels[i] + c]} * weights[i][c];
      }
    }
    expected.push_back(1 / (1 + std::exp(-sum)));
    slopes.push_back(gradient[p] * expected[p] * (1 - expected[p]));
    bias_expected += slopes[p];
  }
  RC_ASSERT(largest_error(expected, probability) < kTolerance);
  RC_ASSERT(largest_error({bias_expected}, {bias_gradient}) < kTolerance);
  for (int i = 0; i < 2; ++i) {
    std::vector<double> x_expected(x[i].size(), add ? 1 : 0);
    std::vector<double> weights_expected(weights[i].size(), 1);
    for (std::size_t k = 0; k < x[i].size(); ++k) {
      const std::size_t c = k % channels[i];
      x_expected[k] += slopes[k / channels[i]] * weights[i][c];
      weights_expected[c] += slopes[k / channels[i]] * x[i][k];
    }
    RC_ASSERT(largest_error(x_expected, x_gradient[i]) < kTolerance);
    RC_ASSERT(largest_error(weights_expected, weights_gradient[i]) < kTolerance);
  }
}

}  // namespace
}  // namespace scarp::kernels
