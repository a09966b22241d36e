#include "eval/scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "sample.h"

namespace scarp::eval {
namespace {

using Rows = std::vector<std::vector<double>>;

Rows rows_of(const ScoreTable& table) {
  Rows rows;
  for (const ScoreCount& count : table) {
    rows.push_back(
        {count.score, static_cast<double>(count.landslide), static_cast<double>(count.background)});
  }
  return rows;
}

// Patches `first` to `end` of a sample.
Patches part_of(const Patches& patches, std::int64_t first, std::int64_t end) {
  Patches part = patches;
  const std::int64_t skip = first * patches.size.cells();
  part.score += skip;
  part.truth += skip;
  if (part.valid != nullptr) part.valid += skip;
  part.count = end - first;
  return part;
}

TEST(ExactScores, AreEveryScoreOnceFromTheHighestDown) {
  const Sample sample = row_of({0.5F, 0.25F, 0.5F, 1, 0.25F, NAN}, {1, 0, 0, 1, 0, 1});
  EXPECT_EQ(rows_of(exact_scores(sample.patches())), (Rows{{1, 1, 0}, {0.5, 1, 1}, {0.25, 0, 2}}));
}

TEST(ForEachThreshold, CountsWhatEachThresholdMaps) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Random random(seed);
    const Sample sample = random_sample({2, {6, 6}, 10, 0.4, 0.1}, random);
    for_each_threshold(exact_scores(sample.patches()), [&](double t, const Confusion& confusion) {
      ASSERT_EQ(confusion, sum(count_patches(sample.patches(), t))) << "seed " << seed;
    });
  }
}

TEST(ScoreHistogram, IsExactForScoresOnItsEdges) {
  Random random(1);
  const Sample sample = random_sample({3, {8, 8}, 64, 0.3, 0.1}, random);
  ScoreHistogram histogram({0, 1, 64});
  histogram.add(sample.patches());
  EXPECT_EQ(rows_of(histogram.table()), rows_of(exact_scores(sample.patches())));
}

TEST(ScoreHistogram, OfPartAfterPartIsThatOfTheWhole) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    const Sample sample = random_sample({5, {8, 8}, 0, 0.3, 0.1}, random);
    ScoreHistogram whole({0, 1, 100});
    whole.add(sample.patches());
    ScoreHistogram filled({0, 1, 100});
    for (std::int64_t patch = 0; patch < 5; ++patch) {
      filled.add(part_of(sample.patches(), patch, patch + 1));
    }
    EXPECT_EQ(rows_of(filled.table()), rows_of(whole.table())) << "seed " << seed;
  }
}

TEST(ScoreHistogram, TakesBothEndsAndRefusesWhatLiesOutside) {
  ScoreHistogram histogram({-1, 3, 4});
  histogram.add(row_of({-1, 3, 2.9F}, {0, 1, 1}).patches());
  EXPECT_EQ(rows_of(histogram.table()), (Rows{{2, 2, 0}, {-1, 0, 1}}));
  for (const float outside : {-1.1F, 3.1F, INFINITY, -INFINITY}) {
    EXPECT_THROW(histogram.add(row_of({outside}, {1}).patches()), Error);
  }
  EXPECT_THROW(ScoreHistogram({1, 1, 5}), Error);
  EXPECT_THROW(ScoreHistogram({0, NAN, 5}), Error);
  EXPECT_THROW(ScoreHistogram({0, 1, 0}), Error);
}

TEST(ScoreTableOf, FallsBackToAHistogramOfAnyRange) {
  const Sample sample = row_of({-3, 0.25F, 5, NAN}, {0, 0, 1, 1});
  EXPECT_EQ(rows_of(score_table(sample.patches())), rows_of(exact_scores(sample.patches())));
  const ScoreTable binned = score_table(sample.patches(), 3);
  ASSERT_EQ(binned.size(), 3U);
  EXPECT_NEAR(binned[0].score, 5, 1e-5);
  EXPECT_NEAR(binned[1].score, 0.25, 1e-5);
  EXPECT_DOUBLE_EQ(binned[2].score, -3);
  EXPECT_EQ(binned[0].landslide, 1);
}

}  // namespace
}  // namespace scarp::eval
