#include "eval/confusion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "core/error.h"
#include "sample.h"

namespace scarp::eval {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// 3 hits, 1 false alarm, 2 misses, 4 rightly left empty.
constexpr Confusion kCase{3, 1, 2, 4};

TEST(Confusion, HasItsMetricsByHand) {
  EXPECT_DOUBLE_EQ(defined(precision(kCase)), 3.0 / 4);
  EXPECT_DOUBLE_EQ(defined(recall(kCase)), 3.0 / 5);
  EXPECT_DOUBLE_EQ(defined(f1(kCase)), 2.0 / 3);  // 6 / (6 + 1 + 2)
  EXPECT_DOUBLE_EQ(defined(iou(kCase)), 0.5);     // 3 / 6
  EXPECT_DOUBLE_EQ(defined(specificity(kCase)), 4.0 / 5);
  // (3·4 − 1·2) / √(4·5·5·6) = 10 / √600
  EXPECT_NEAR(defined(mcc(kCase)), 10 / std::sqrt(600.0), 1e-15);
}

TEST(Confusion, IsPerfectOrPerfectlyWrong) {
  EXPECT_DOUBLE_EQ(defined(mcc({5, 0, 0, 7})), 1);
  EXPECT_DOUBLE_EQ(defined(mcc({0, 7, 5, 0})), -1);
  EXPECT_DOUBLE_EQ(defined(f1({0, 7, 5, 0})), 0);
}

TEST(Confusion, LeavesZeroByZeroUndefined) {
  const Confusion no_landslide_but_mapped{0, 3, 0, 5};
  EXPECT_EQ(recall(no_landslide_but_mapped), std::nullopt);
  EXPECT_EQ(mcc(no_landslide_but_mapped), std::nullopt);
  EXPECT_DOUBLE_EQ(defined(precision(no_landslide_but_mapped)), 0);
  EXPECT_DOUBLE_EQ(defined(f1(no_landslide_but_mapped)), 0);
  EXPECT_DOUBLE_EQ(defined(iou(no_landslide_but_mapped)), 0);

  const Confusion nothing_at_all{0, 0, 0, 8};
  for (const Metric metric : {precision, recall, f1, iou, mcc}) {
    EXPECT_EQ(metric(nothing_at_all), std::nullopt);
  }
  EXPECT_DOUBLE_EQ(defined(specificity(nothing_at_all)), 1);

  EXPECT_EQ(precision({0, 0, 4, 4}), std::nullopt) << "nothing mapped";
  EXPECT_DOUBLE_EQ(defined(recall({0, 0, 4, 4})), 0);
}

TEST(Confusion, OfALargeMapDoesNotOverflow) {
  constexpr std::int64_t kMany = 2'000'000'000'000;
  EXPECT_NEAR(defined(mcc({3 * kMany, kMany, 2 * kMany, 4 * kMany})), 10 / std::sqrt(600.0), 1e-12);
}

TEST(CountPatches, CountsScoresFromTheThresholdOn) {
  const Sample sample = row_of({0.5F, 0.49F, 0.7F, 0.1F, 0.9F}, {1, 1, 0, 0, 1});
  EXPECT_EQ(count_patches(sample.patches(), 0.5), (std::vector<Confusion>{{2, 1, 1, 1}}));
}

TEST(CountPatches, PassesOverWhatIsNotKnown) {
  Sample sample = row_of({0.9F, 0.9F, kNaN, 0.9F, 0.1F}, {1, kNaN, 1, 0, 1});
  sample.valid = {1, 1, 1, 0, 1};
  EXPECT_EQ(count_patches(sample.patches(), 0.5), (std::vector<Confusion>{{1, 0, 1, 0}}));
}

TEST(CountPatches, AddUpToBlocksAndToTheWhole) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    const Sample sample = random_sample({4, {9, 11}, 0, 0.3, 0.1}, random);
    const Patches patches = sample.patches();
    Patches as_one = patches;
    as_one.size.rows *= static_cast<int>(as_one.count);
    as_one.count = 1;
    const Confusion whole = count_patches(as_one, 0.6)[0];
    EXPECT_EQ(sum(count_patches(patches, 0.6)), whole) << "seed " << seed;
    for (const int edge : {1, 4, 100}) {
      EXPECT_EQ(sum(count_blocks(patches, 0.6, edge)), whole) << "seed " << seed;
    }
  }
}

TEST(CountBlocks, AreSquaresCutAtTheBorders) {
  Sample sample{{3, 5}, std::vector<float>(15, 1), std::vector<float>(15, 1), {}};
  const std::vector<Confusion> blocks = count_blocks(sample.patches(), 0.5, 2);
  // 2×2, 2×2, 2×1 above; 1×2, 1×2, 1×1 below.
  EXPECT_EQ(blocks, (std::vector<Confusion>{{4}, {4}, {2}, {2}, {2}, {1}}));
  sample.valid.assign(15, 1);
  sample.valid[14] = 0;
  EXPECT_EQ(count_blocks(sample.patches(), 0.5, 2).size(), 5U) << "the last block is empty";
}

TEST(RequireBinaryTruth, RefusesFractionsOnlyWhereTheyCount) {
  Sample sample = row_of({0, 0, 0}, {0, 0.5F, 1});
  EXPECT_THROW(require_binary_truth(sample.patches()), Error);
  sample.valid = {1, 0, 1};
  EXPECT_NO_THROW(require_binary_truth(sample.patches()));
  EXPECT_THROW(require_binary_truth(row_of({0}, {255}).patches()), Error);
}

}  // namespace
}  // namespace scarp::eval
