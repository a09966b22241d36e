#include "eval/threshold.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace scarp::eval {
namespace {

ScoreTable small_case() {
  return exact_scores(row_of({0.9F, 0.8F, 0.7F, 0.7F, 0.6F, 0.1F}, {1, 0, 1, 0, 1, 0}).patches());
}

TEST(BestF1Threshold, IsTheOneByHand) {
  // F1 at 0.9: 2/4; 0.8: 2/5; 0.7: 4/7; 0.6: 6/8; 0.1: 6/9.
  const ThresholdChoice choice = defined(best_f1_threshold(small_case()));
  EXPECT_FLOAT_EQ(static_cast<float>(choice.threshold), 0.6F);
  EXPECT_DOUBLE_EQ(defined(f1(choice.confusion)), 0.75);
}

TEST(BestF1Threshold, DoesOnTheCellsWhatItPromises) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Random random(seed);
    const Sample sample = random_sample({2, {8, 8}, 0, 0.3, 0.1}, random);
    const ThresholdChoice choice = defined(best_f1_threshold(exact_scores(sample.patches())));
    ASSERT_EQ(sum(count_patches(sample.patches(), choice.threshold)), choice.confusion);
    for (const float other : sample.score) {
      const Confusion confusion = sum(count_patches(sample.patches(), other));
      ASSERT_LE(f1(confusion).value_or(0), defined(f1(choice.confusion))) << "seed " << seed;
    }
  }
}

TEST(BestF1Threshold, TakesTheHighestOfEqualOnes) {
  // 1 of 1 with recall 1/2, then 2 of 4 with recall 1: F1 is 2/3 both times.
  const ScoreTable scores = exact_scores(row_of({0.9F, 0.5F, 0.5F, 0.5F}, {1, 1, 0, 0}).patches());
  EXPECT_FLOAT_EQ(static_cast<float>(defined(best_f1_threshold(scores)).threshold), 0.9F);
}

TEST(ThresholdForRecall, IsTheHighestThatFindsEnough) {
  const auto threshold = [](double recall) {
    return static_cast<float>(defined(threshold_for_recall(small_case(), recall)).threshold);
  };
  EXPECT_FLOAT_EQ(threshold(0), 0.9F);
  EXPECT_FLOAT_EQ(threshold(1.0 / 3), 0.9F);
  EXPECT_FLOAT_EQ(threshold(0.5), 0.7F);
  EXPECT_FLOAT_EQ(threshold(0.9), 0.6F);
  EXPECT_FALSE(threshold_for_recall(small_case(), 1.1));
}

TEST(Thresholds, NeedALandslide) {
  const ScoreTable background = exact_scores(row_of({0.9F, 0.5F}, {0, 0}).patches());
  EXPECT_FALSE(best_f1_threshold(background));
  EXPECT_FALSE(threshold_for_recall(background, 0.5));
  EXPECT_FALSE(best_f1_threshold({}));
}

}  // namespace
}  // namespace scarp::eval
