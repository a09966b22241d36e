#include "map/fuse.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"

namespace scarp::map {
namespace {

constexpr FusionRule kChange{Evidence::change, 5e-5};
constexpr FusionRule kModel{Evidence::model, 5e-5};

TrackView view(std::vector<float> scores, std::vector<std::uint8_t> mask) {
  const Size size{1, static_cast<int>(scores.size())};
  return {Image<float>(size, std::move(scores)), MaskImage(size, std::move(mask))};
}

std::vector<TrackScore> of(const std::vector<float>& scores, double usual_log_odds = 0) {
  std::vector<TrackScore> tracks;
  for (const float score : scores) tracks.push_back({score, usual_log_odds});
  return tracks;
}

// Score of a p-value, as one track has it.
float score_of(double p) { return static_cast<float>(change_score(p, kChange.false_alarm_rate)); }

TEST(Fuse, WhereOneTrackSeesItsScoreIsTaken) {
  const FusedView fused = fuse({view({0.7F, 0.2F}, {0, 2}), view({NAN, 0.4F}, {4, 0})}, kChange);
  EXPECT_FLOAT_EQ(fused.score(0, 0), 0.7F);
  EXPECT_FLOAT_EQ(fused.score(0, 1), 0.4F);
  EXPECT_EQ(fused.mask(0, 0), 0);
  EXPECT_EQ(fused.surest(0, 0), 0);
  EXPECT_EQ(fused.surest(0, 1), 1);
}

TEST(Fuse, WhereNoneSeesNothingIsSaidAndTheReasonsOfAllAre) {
  const FusedView fused = fuse({view({0.7F, NAN}, {2, 0}), view({0.9F, NAN}, {4, 0})}, kChange);
  EXPECT_TRUE(std::isnan(fused.score(0, 0)));
  EXPECT_EQ(fused.mask(0, 0), 2 | 4);
  EXPECT_EQ(fused.surest(0, 0), kNoTrack);
  EXPECT_TRUE(has(fused.mask(0, 1), MaskBit::no_data));  // no score, and no mask that says why
}

// Fisher: −2 (ln 0.01 + ln 0.01) = 18.42 of χ² with 4 degrees of freedom is p = 0.00102.
TEST(Fuse, ChangeIsCombinedByFishersMethod) {
  const float fused = fused_score(of({score_of(0.01), score_of(0.01)}), kChange);
  EXPECT_NEAR(fused, score_of(0.0001 * (1 - std::log(0.0001))), 1e-5);
}

// Of the pairs of p-values a share α lies beyond the threshold, as of single ones.
TEST(Fuse, FusedChangeKeepsTheFalseAlarmRate) {
  const FusionRule rule{Evidence::change, 0.05};
  const auto score = [&](double p) { return static_cast<float>(change_score(p, 0.05)); };
  constexpr int kSteps = 1000;
  int beyond = 0;
  for (int i = 0; i < kSteps; ++i) {
    for (int j = 0; j < kSteps; ++j) {
      beyond +=
          fused_score({{score((i + 0.5) / kSteps)}, {score((j + 0.5) / kSteps)}}, rule) >= 0.5F;
    }
  }
  EXPECT_NEAR(static_cast<double>(beyond) / (kSteps * kSteps), 0.05, 5e-4);
}

TEST(Fuse, LogOddsMoveOneThresholdOntoAnother) {
  EXPECT_FLOAT_EQ(with_log_odds(0.3F, log_odds(0.5) - log_odds(0.3)), 0.5F);
  EXPECT_FLOAT_EQ(with_log_odds(0.8F, log_odds(0.5)), 0.8F);
  EXPECT_EQ(with_log_odds(0.0F, 3), 0);
  EXPECT_EQ(with_log_odds(1.0F, -3), 1);
  EXPECT_TRUE(std::isnan(with_log_odds(NAN, 1)));
}

TEST(Fuse, MoreOfEitherIsMoreTogether) {
  for (const FusionRule& rule : {kChange, kModel}) {
    float last = -1;
    for (float score = 0; score < 1; score += 0.01F) {
      const float fused = fused_score(of({score, 0.3F}), rule);
      EXPECT_GT(fused, last);
      EXPECT_FLOAT_EQ(fused, fused_score(of({0.3F, score}), rule));
      last = fused;
    }
  }
}

TEST(Fuse, ExtremesStayWithinZeroAndOne) {
  for (const FusionRule& rule : {kChange, kModel}) {
    for (const auto& scores : {std::vector<float>{0, 0}, {1, 1}, {0, 1}, {1, 1, 1}}) {
      const float fused = fused_score(of(scores), rule);
      EXPECT_GE(fused, 0);
      EXPECT_LE(fused, 1);
    }
  }
}

TEST(Fuse, EvidenceOfModelsIsWhatExceedsUsualGround) {
  const float usual = with_log_odds(0.5F, -4);
  EXPECT_NEAR(fused_score(of({usual, usual}, -4), kModel), usual, 1e-6);
  // 6 and 2 above what is usual: 8 / √2.
  const std::vector<TrackScore> tracks{{with_log_odds(0.5F, 2), -4}, {with_log_odds(0.5F, -1), -3}};
  EXPECT_NEAR(log_odds(fused_score(tracks, kModel)), -3.5 + 8 / std::sqrt(2), 1e-4);
  // What one track alone says stays as it is.
  EXPECT_EQ(fused_score({{0.8F, -4}}, kModel), 0.8F);
}

// Tracks whose scores scatter alike by themselves: so does what is made of both.
TEST(Fuse, FusedScoresOfModelsScatterAsThoseOfOneTrack) {
  Random random(3);
  constexpr int kCells = 20000;
  int one = 0;
  int both = 0;
  for (int i = 0; i < kCells; ++i) {
    const float a = with_log_odds(0.5F, -4 + random.normal());
    const float b = with_log_odds(0.5F, -4 + random.normal());
    one += log_odds(a) > -3;
    both += log_odds(fused_score(of({a, b}, -4), kModel)) > -3;
  }
  EXPECT_NEAR(both, one, 0.01 * kCells);
}

// A track that is about to end says less and less beside others.
TEST(Fuse, TracksFadeOutWithoutAStep) {
  for (const FusionRule& rule : {kChange, kModel}) {
    const TrackScore one{0.7F, -1};
    const float alone = fused_score({one}, rule);
    const float both = fused_score({one, {0.1F, -2}}, rule);
    EXPECT_EQ(fused_score({{0.1F, -2, 0}, one}, rule), alone);
    EXPECT_NEAR(fused_score({one, {0.1F, -2, 0.25F}}, rule), alone + 0.25F * (both - alone), 1e-6);
    EXPECT_NEAR(fused_score({one, {0.1F, -2, 0.999F}}, rule), both, 1e-3);
  }
}

// Whatever three tracks weigh, little more of one changes little, ties of weights too.
TEST(Fuse, WeightsMoveTheScoreSteadily) {
  Random random(5);
  const auto score_at = [](const std::vector<TrackScore>& tracks, float weight) {
    std::vector<TrackScore> moved = tracks;
    moved[1].weight = weight;
    return fused_score(moved, kChange);
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<TrackScore> tracks;
    for (int t = 0; t < 3; ++t) {
      tracks.push_back({static_cast<float>(random.uniform()), 0,
                        0.2F + 0.8F * static_cast<float>(random.uniform())});
    }
    for (float weight = 0; weight < 1; weight += 0.01F) {
      ASSERT_NEAR(score_at(tracks, weight), score_at(tracks, weight + 0.01F), 0.06);
    }
  }
}

TEST(Fuse, OneTrackKeepsItsScoreAtItsBorder) {
  TrackView ending = view({0.7F, 0.7F}, {0, 0});
  ending.weight = Image<float>(Size{1, 2}, {0, 0});
  const FusedView fused = fuse({ending, view({NAN, 0.2F}, {1, 0})}, kChange);
  EXPECT_FLOAT_EQ(fused.score(0, 0), 0.7F);
  EXPECT_FLOAT_EQ(fused.score(0, 1), 0.2F);
}

TEST(Fuse, ScreeningLiesBelowDelineation) {
  EXPECT_NEAR(change_score(5e-5, 5e-5), 0.5, 1e-12);
  EXPECT_LT(change_score(1e-3, 5e-5), 0.5);
}

}  // namespace
}  // namespace scarp::map
