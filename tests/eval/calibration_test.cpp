#include "eval/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "eval/curves.h"
#include "sample.h"

namespace scarp::eval {
namespace {

TEST(Reliability, BinsByHand) {
  // Bins of a half: 0 and 0.25 with one landslide; 0.5, 0.75 and 1 with two.
  const ScoreTable scores =
      exact_scores(row_of({0, 0.25F, 0.5F, 0.75F, 1}, {1, 0, 0, 1, 1}).patches());
  const std::vector<ReliabilityBin> bins = reliability(scores, 2);
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_EQ(bins[0].cells, 2);
  EXPECT_DOUBLE_EQ(defined(bins[0].mean_probability), 0.125);
  EXPECT_DOUBLE_EQ(defined(bins[0].landslide_share), 0.5);
  EXPECT_EQ(bins[1].cells, 3);
  EXPECT_DOUBLE_EQ(defined(bins[1].mean_probability), 0.75);
  EXPECT_DOUBLE_EQ(defined(bins[1].landslide_share), 2.0 / 3);
  // (2·0.375 + 3·(0.75 − 2/3)) / 5 = (0.75 + 0.25) / 5
  EXPECT_NEAR(defined(expected_calibration_error(bins)), 0.2, 1e-15);
  // (1 + 0.0625 + 0.25 + 0.0625 + 0) / 5
  EXPECT_DOUBLE_EQ(defined(brier_score(scores)), 0.275);
}

TEST(Reliability, LeavesEmptyBinsUndefined) {
  const std::vector<ReliabilityBin> bins =
      reliability(exact_scores(row_of({0.95F}, {1}).patches()), 10);
  EXPECT_FALSE(bins[3].mean_probability);
  EXPECT_EQ(bins[9].cells, 1);
  EXPECT_NEAR(defined(expected_calibration_error(bins)), 0.05, 1e-7);
  EXPECT_FALSE(expected_calibration_error(reliability({}, 10)));
  EXPECT_FALSE(brier_score({}));
}

TEST(Calibration, IsOfProbabilitiesOnly) {
  for (const float score : {-0.1F, 1.1F}) {
    const ScoreTable scores = exact_scores(row_of({score, 0.5F}, {1, 0}).patches());
    EXPECT_THROW(reliability(scores, 10), Error);
    EXPECT_THROW(brier_score(scores), Error);
    EXPECT_THROW(fit_temperature(scores), Error);
    EXPECT_THROW(with_temperature(scores, 2), Error);
  }
}

// Cells that are landslide as often as `truth` says, with the score sigmoid(factor · logit(truth)).
ScoreTable overconfident(double factor) {
  ScoreTable scores;
  for (std::int64_t i = 99; i >= 1; --i) {
    const double truth = static_cast<double>(i) / 100;
    const double z = factor * std::log(truth / (1 - truth));
    scores.push_back({1 / (1 + std::exp(-z)), 100 * i, 100 * (100 - i)});
  }
  return scores;
}

TEST(FitTemperature, UndoesAFactorOnTheLogits) {
  for (const double factor : {0.5, 1.0, 2.5}) {
    EXPECT_NEAR(defined(fit_temperature(overconfident(factor))), factor, 1e-9);
  }
  const ScoreTable scores = overconfident(2.5);
  const ScoreTable scaled = with_temperature(scores, 2.5);
  EXPECT_GT(defined(expected_calibration_error(reliability(scores, 10))), 0.05);
  EXPECT_LT(defined(expected_calibration_error(reliability(scaled, 10))), 1e-12);
  EXPECT_DOUBLE_EQ(defined(auroc(scaled)), defined(auroc(scores)));
}

TEST(FitTemperature, StaysWithinItsRange) {
  EXPECT_NEAR(defined(fit_temperature({{0.9, 5, 0}, {0.1, 0, 5}})), 0.01, 1e-6) << "separable";
  EXPECT_NEAR(defined(fit_temperature({{0.9, 0, 5}, {0.1, 5, 0}})), 100, 1e-6)
      << "the wrong way round";
  EXPECT_GT(defined(fit_temperature({{1, 5, 1}, {0, 1, 5}})), 1) << "sure, and wrong";
  EXPECT_FALSE(fit_temperature({{0.9, 5, 0}}));
  EXPECT_FALSE(fit_temperature({}));
}

TEST(WithTemperature, KeepsTheMiddleAndTheEnds) {
  for (const double temperature : {0.1, 1.0, 7.0}) {
    EXPECT_DOUBLE_EQ(with_temperature(0.5, temperature), 0.5);
    EXPECT_EQ(with_temperature(0.0, temperature), 0);
    EXPECT_EQ(with_temperature(1.0, temperature), 1);
  }
  // Very sure probabilities can become one.
  const ScoreTable merged = with_temperature({{0.999, 1, 2}, {0.998, 3, 4}}, 0.01);
  ASSERT_EQ(merged.size(), 1U);
  EXPECT_EQ(merged[0].landslide, 4);
  EXPECT_EQ(merged[0].background, 6);
}

}  // namespace
}  // namespace scarp::eval
