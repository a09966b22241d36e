#include "change/robust.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/median.h"
#include "core/random.h"

namespace scarp::change {
namespace {

TEST(Quantile, InterpolatesBetweenOrderStatistics) {
  EXPECT_DOUBLE_EQ(quantile({3, 1, 2, 4}, 0), 1);
  EXPECT_DOUBLE_EQ(quantile({3, 1, 2, 4}, 1), 4);
  EXPECT_DOUBLE_EQ(quantile({3, 1, 2, 4}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile({10, 20}, 0.25), 12.5);
  EXPECT_DOUBLE_EQ(quantile({7}, 0.3), 7);
  EXPECT_DOUBLE_EQ(median(std::vector<double>{5, 1, 9}), 5);
}

TEST(SpecialFunctions, HaveTheirKnownValues) {
  constexpr double kEuler = 0.5772156649015329;
  constexpr double kPi = 3.141592653589793;
  EXPECT_NEAR(digamma(1), -kEuler, 1e-12);
  EXPECT_NEAR(trigamma(1), kPi * kPi / 6, 1e-12);
  for (const double x : {0.3, 1.0, 4.4, 150.0}) {
    EXPECT_NEAR(trigamma_inverse(trigamma(x)) / x, 1, 1e-9);
  }
  // χ² with two degrees of freedom is exponential: P(X > x) = exp(−x / 2).
  EXPECT_NEAR(chi_squared_upper(2, 0.01), -2 * std::log(0.01), 1e-9);
  EXPECT_NEAR(chi_squared_upper(1, 0.05), 3.841458820694124, 1e-9);
}

// y = 2 + 3x with noise; the outliers lie far above.
struct Line {
  Design design{2, {}};
  std::vector<float> y;
};

Line noisy_line(int samples, double outlier_share) {
  Random random(7);
  Line line;
  for (int i = 0; i < samples; ++i) {
    const double x = random.uniform(-1, 1);
    line.design.values.insert(line.design.values.end(), {1.0F, static_cast<float>(x)});
    const bool outlier = i < samples * outlier_share;
    line.y.push_back(static_cast<float>(2 + 3 * x + 0.1 * random.normal() + (outlier ? 20 : 0)));
  }
  return line;
}

TEST(LeastTrimmedSquares, FindsTheLineThroughAFifthOfOutliers) {
  const Line line = noisy_line(5000, 0.2);
  const std::vector<double> coefficients = least_trimmed_squares(line.design, line.y, 0.75);
  EXPECT_NEAR(coefficients[0], 2, 0.02);
  EXPECT_NEAR(coefficients[1], 3, 0.02);
}

TEST(LeastTrimmedSquares, LeavesMissingSamplesOut) {
  Line line = noisy_line(5000, 0);
  const std::vector<double> all = least_trimmed_squares(line.design, line.y, 0.75);
  line.design.values.insert(line.design.values.end(), {1.0F, 100.0F});
  line.y.push_back(std::nanf(""));
  EXPECT_EQ(least_trimmed_squares(line.design, line.y, 0.75), all);
}

TEST(LeastTrimmedSquares, GivesTheMedianOfAFewSamples) {
  const Design design{2, {1, 5, 1, 6, 1, 7}};
  const std::vector<double> coefficients = least_trimmed_squares(design, {1, 2, 30}, 0.75);
  EXPECT_EQ(coefficients, (std::vector<double>{2, 0}));
  EXPECT_EQ(least_trimmed_squares({2, {}}, {}, 0.75), (std::vector<double>{0, 0}));
}

TEST(LeastTrimmedSquares, SurvivesAConstantFeature) {
  Line line = noisy_line(1000, 0);
  for (std::size_t i = 1; i < line.design.values.size(); i += 2) line.design.values[i] = 0;
  for (const double c : least_trimmed_squares(line.design, line.y, 0.75)) {
    EXPECT_TRUE(std::isfinite(c));
  }
}

}  // namespace
}  // namespace scarp::change
