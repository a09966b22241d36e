#include "map/log_odds_histogram.h"

#include <gtest/gtest.h>

#include <limits>

#include "map/fuse.h"

namespace scarp::map {
namespace {

LogOddsHistogram of(const std::vector<float>& scores) {
  LogOddsHistogram histogram;
  for (const float score : scores) histogram.add(score);
  return histogram;
}

TEST(LogOddsHistogram, FindsTheMedianToAHundredth) {
  EXPECT_NEAR(of({0.9F, 0.1F, 0.3F}).median(), log_odds(0.3F), 0.01);
  EXPECT_NEAR(of({0.7F}).median(), log_odds(0.7F), 0.01);
  EXPECT_NEAR(of({0.2F, 0.8F}).median(), log_odds(0.2F), 0.01);  // the lower of two
}

TEST(LogOddsHistogram, ScoresOfNoDoubtAreKept) {
  EXPECT_NEAR(of({0, 0, 1}).median(), log_odds(0), 0.01);
  EXPECT_NEAR(of({0, 1, 1}).median(), log_odds(1), 0.01);
}

TEST(LogOddsHistogram, NothingHasTheMedianOfNoKnowledge) { EXPECT_EQ(of({}).median(), 0); }

TEST(LogOddsHistogram, PartsAddUp) {
  LogOddsHistogram parts = of({0.01F, 0.02F, 0.6F});
  parts.add(of({0.7F, 0.8F}));
  EXPECT_EQ(parts.median(), of({0.01F, 0.02F, 0.6F, 0.7F, 0.8F}).median());
}

TEST(LogOddsHistogram, OnlyWhatTracksShareCounts) {
  const float nothing = std::numeric_limits<float>::quiet_NaN();
  // Both see the first cell; one sees each of the next two, for a mask and for want of a score.
  const TrackView one{Image<float>({1, 3}, {0.3F, 0.9F, 0.9F}), MaskImage({1, 3}), 0};
  TrackView other{Image<float>({1, 3}, {0.6F, 0.9F, nothing}), MaskImage({1, 3}), 0};
  set(other.mask(0, 1), MaskBit::water);
  std::vector<LogOddsHistogram> counts(2);
  count_shared({one, other}, counts);
  EXPECT_EQ(counts[0].median(), of({0.3F}).median());
  EXPECT_EQ(counts[1].median(), of({0.6F}).median());
}

}  // namespace
}  // namespace scarp::map
