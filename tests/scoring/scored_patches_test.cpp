#include "scoring/scored_patches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "core/error.h"
#include "fake_predictor.h"

namespace scarp::scoring {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

LabelledPatches in_memory(dataset::Patches patches) {
  LabelledPatches labelled{
      "some", {"some.npy"}, patches.count, patches.rows, patches.cols, patches.bands, {}};
  labelled.read = [patches = std::move(patches)](std::int64_t first, std::int64_t count) {
    std::vector<std::int64_t> which;
    for (std::int64_t i = first; i < first + count; ++i) which.push_back(i);
    return dataset::select(patches, which);
  };
  return labelled;
}

model::Card card_of(int bands, int depth) {
  model::Card card;
  card.network.bands = bands;
  card.network.depth = depth;
  return card;
}

dataset::Scaling minmax() {
  dataset::Scaling scaling;
  scaling.kind = dataset::Scaling::Kind::patch_minmax;
  return scaling;
}

TEST(Score, ScalesValidPixelsAndLeavesBrokenOnesOut) {
  // One patch of 2 × 2, one band: 100 is not valid, NaN has no score, the rest spans 0 to 1.
  const LabelledPatches patches =
      in_memory({1, 2, 2, 1, {4, 8, NAN, 100}, {0, 1, 1, NAN}, {1, 1, 1, 0}});
  FirstBand predictor(1);
  Reporter reporter(Reporter::Level::quiet);
  const ScoredPatches scored =
      score(patches, "a model", card_of(1, 1), minmax(), predictor, reporter);
  EXPECT_EQ(scored.score[0], 0);
  EXPECT_EQ(scored.score[1], 1);
  EXPECT_TRUE(std::isnan(scored.score[2]));
  EXPECT_FALSE(scored.patches().known(3));
  EXPECT_FALSE(scored.patches().counts(2));
  EXPECT_TRUE(scored.patches().counts(1));
}

TEST(Score, IsThatOfThePatchesInTheirOrder) {
  dataset::Patches many{70000, 4, 4, 2, {}, {}, {}};  // more than one piece
  for (std::int64_t i = 0; i < many.count * 16; ++i) {
    many.x.insert(many.x.end(), {static_cast<float>(i % 1000), -1});
    many.y.push_back(static_cast<float>(i % 2));
  }
  FirstBand predictor(2);
  Reporter reporter(Reporter::Level::quiet);
  const ScoredPatches scored =
      score(in_memory(many), "a model", card_of(2, 2), {}, predictor, reporter);
  ASSERT_EQ(scored.score.size(), many.y.size());
  for (std::size_t i = 0; i < scored.score.size(); i += 997) {
    ASSERT_EQ(scored.score[i], static_cast<float>(i % 1000));
  }
  EXPECT_EQ(scored.truth, many.y);
  EXPECT_TRUE(scored.valid.empty());
}

TEST(Score, RefusesWhatTheModelDoesNotTake) {
  const LabelledPatches patches = in_memory({1, 2, 2, 1, {0, 0, 0, 0}, {0, 0, 0, 2}, {}});
  FirstBand predictor(1);
  Reporter reporter(Reporter::Level::quiet);
  const auto refusal = [&](const model::Card& card) -> std::string {
    try {
      static_cast<void>(score(patches, "a model", card, {}, predictor, reporter));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_THAT(refusal(card_of(3, 1)), HasSubstr("have 1 bands, but the model takes 3"));
  EXPECT_THAT(refusal(card_of(1, 2)), HasSubstr("divisible by 4"));
  EXPECT_THAT(refusal(card_of(1, 1)), HasSubstr("a label is 2"));
}

}  // namespace
}  // namespace scarp::scoring
