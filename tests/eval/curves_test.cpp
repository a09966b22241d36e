#include "eval/curves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "sample.h"

namespace scarp::eval {
namespace {

// Scores 0.9 +, 0.8 −, 0.7 +, 0.7 −, 0.6 +, 0.1 −.
ScoreTable small_case() {
  return exact_scores(row_of({0.9F, 0.8F, 0.7F, 0.7F, 0.6F, 0.1F}, {1, 0, 1, 0, 1, 0}).patches());
}

TEST(AveragePrecision, IsASumOfSteps) {
  // Recall rises at 0.9 (precision 1), at 0.7 (2 of 4) and at 0.6 (3 of 5), by a third each.
  EXPECT_NEAR(defined(average_precision(small_case())), (1 + 2.0 / 4 + 3.0 / 5) / 3, 1e-15);
}

TEST(Auroc, CountsTiesHalf) {
  // Pairs won: 0.9 three; 0.7 one and a half; 0.6 one, of nine.
  EXPECT_NEAR(defined(auroc(small_case())), 5.5 / 9, 1e-15);
}

TEST(Curves, OfAPerfectMapEncloseEverything) {
  const ScoreTable scores = exact_scores(row_of({0.9F, 0.8F, 0.2F}, {1, 1, 0}).patches());
  EXPECT_DOUBLE_EQ(defined(average_precision(scores)), 1);
  EXPECT_DOUBLE_EQ(defined(auroc(scores)), 1);
}

TEST(Curves, OfOneScoreAreThoseOfChance) {
  const ScoreTable scores = exact_scores(row_of({0.3F, 0.3F, 0.3F, 0.3F}, {1, 0, 0, 0}).patches());
  EXPECT_DOUBLE_EQ(defined(average_precision(scores)), 0.25);
  EXPECT_DOUBLE_EQ(defined(auroc(scores)), 0.5);
}

TEST(Curves, NeedBothClasses) {
  const ScoreTable background = exact_scores(row_of({0.3F, 0.4F}, {0, 0}).patches());
  EXPECT_FALSE(average_precision(background));
  EXPECT_FALSE(auroc(background));
  EXPECT_TRUE(precision_recall_curve(background).empty());
  EXPECT_TRUE(roc_curve(background).empty());
  const ScoreTable landslide = exact_scores(row_of({0.3F, 0.4F}, {1, 1}).patches());
  EXPECT_DOUBLE_EQ(defined(average_precision(landslide)), 1);
  EXPECT_FALSE(auroc(landslide));
  EXPECT_FALSE(auroc({}));
}

// All pairs of a landslide and a background cell.
double auroc_by_pairs(const Sample& sample) {
  const Patches patches = sample.patches();
  double wins = 0;
  double pairs = 0;
  for (std::int64_t i = 0; i < patches.cells(); ++i) {
    for (std::int64_t j = 0; j < patches.cells(); ++j) {
      if (!patches.counts(i) || !patches.counts(j)) continue;
      if (!patches.landslide(i) || patches.landslide(j)) continue;
      const float difference = patches.score[i] - patches.score[j];
      wins += difference > 0 ? 1 : (difference == 0 ? 0.5 : 0);
      ++pairs;
    }
  }
  return wins / pairs;
}

// Recounts the whole sample at the score of each cell, and takes each recall once.
double average_precision_by_recounting(const Sample& sample) {
  const Patches patches = sample.patches();
  std::vector<float> thresholds;
  for (std::int64_t i = 0; i < patches.cells(); ++i) {
    if (patches.counts(i)) thresholds.push_back(patches.score[i]);
  }
  std::sort(thresholds.begin(), thresholds.end(), std::greater<>());
  double area = 0;
  double before = 0;
  for (const float threshold : thresholds) {
    const Confusion confusion = sum(count_patches(patches, threshold));
    area += (defined(recall(confusion)) - before) * defined(precision(confusion));
    before = defined(recall(confusion));
  }
  return area;
}

TEST(Curves, AgreeWithBruteForce) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed);
    const int levels = seed % 2 == 0 ? 0 : 12;
    const Sample sample = random_sample({2, {6, 7}, levels, 0.4, 0.1}, random);
    const ScoreTable scores = exact_scores(sample.patches());
    ASSERT_NEAR(defined(auroc(scores)), auroc_by_pairs(sample), 1e-12) << "seed " << seed;
    ASSERT_NEAR(defined(average_precision(scores)), average_precision_by_recounting(sample), 1e-12)
        << "seed " << seed;
  }
}

TEST(Curves, DoNotChangeWhenScoresAreStretched) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Random random(seed);
    Sample sample = random_sample({2, {9, 9}, 20, 0.3, 0.1}, random);
    const ScoreTable before = exact_scores(sample.patches());
    for (float& score : sample.score) score = 3 * score * score * score - 7;
    const ScoreTable after = exact_scores(sample.patches());
    ASSERT_DOUBLE_EQ(defined(auroc(before)), defined(auroc(after))) << "seed " << seed;
    ASSERT_DOUBLE_EQ(defined(average_precision(before)), defined(average_precision(after)))
        << "seed " << seed;
  }
}

TEST(Auroc, IsTheAreaBelowItsCurve) {
  Random random(3);
  const Sample sample = random_sample({4, {20, 20}, 50, 0.2, 0}, random);
  const ScoreTable scores = exact_scores(sample.patches());
  const std::vector<CurvePoint> curve = roc_curve(scores);
  double area = 0;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    area += (curve[i].x - curve[i - 1].x) * (curve[i].y + curve[i - 1].y) / 2;
  }
  EXPECT_NEAR(defined(auroc(scores)), area, 1e-12);
  EXPECT_EQ(curve.front().x, 0);
  EXPECT_EQ(curve.front().y, 0);
  EXPECT_EQ(curve.back().x, 1);
  EXPECT_EQ(curve.back().y, 1);
}

TEST(Curves, AreThinnedWithoutLosingTheirEnds) {
  Random random(4);
  const Sample sample = random_sample({1, {100, 200}, 0, 0.2, 0}, random);
  const ScoreTable scores = exact_scores(sample.patches());
  const std::vector<CurvePoint> all = roc_curve(scores);
  const std::vector<CurvePoint> thin = roc_curve(scores, 0.01);
  EXPECT_EQ(all.size(), scores.size() + 1);
  EXPECT_LE(thin.size(), 202U) << "100 steps along each axis, and the ends";
  EXPECT_GE(thin.size(), 100U);
  EXPECT_EQ(thin.back().x, 1);
  EXPECT_EQ(thin.back().threshold, all.back().threshold);
  const std::vector<CurvePoint> precise = precision_recall_curve(scores, 0.01);
  EXPECT_EQ(precise.back().x, 1);
  EXPECT_LT(precise.size(), scores.size() / 10);
}

}  // namespace
}  // namespace scarp::eval
