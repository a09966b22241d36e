#include "dataset/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

#include "core/random.h"
#include "support/error_of.h"

namespace scarp::dataset {
namespace {

using test::error_of;
using testing::HasSubstr;

constexpr double kPatch = 640;

Ground square(double x, double y, int frame = 0, int event = 0) {
  return {{x, y, x + kPatch, y + kPatch}, frame, event};
}

// A lattice of patches side by side.
std::vector<Ground> lattice(int rows, int cols, int event = 0) {
  std::vector<Ground> patches;
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      patches.push_back(square(573220 + col * kPatch, 4747320 - row * kPatch, 0, event));
    }
  }
  return patches;
}

std::vector<std::int64_t> all_of(const Split& split) {
  std::vector<std::int64_t> all;
  for (const Part part : kParts) {
    all.insert(all.end(), split.of(part).begin(), split.of(part).end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

bool distinct(const std::vector<std::int64_t>& sorted) {
  return std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
}

// Smallest gap between patches of different parts.
double least_gap(const std::vector<Ground>& patches, const Split& split) {
  double least = 1e300;
  for (const Part a : kParts) {
    for (const Part b : kParts) {
      if (a == b) continue;
      for (const std::int64_t i : split.of(a)) {
        for (const std::int64_t j : split.of(b)) {
          const Ground& one = patches[static_cast<std::size_t>(i)];
          const Ground& two = patches[static_cast<std::size_t>(j)];
          if (one.frame != two.frame) continue;
          least = std::min(
              least,
              std::max({one.bounds.min_x - two.bounds.max_x, two.bounds.min_x - one.bounds.max_x,
                        one.bounds.min_y - two.bounds.max_y, two.bounds.min_y - one.bounds.max_y}));
        }
      }
    }
  }
  return least;
}

TEST(SplitAsPublished, HasThePublishedNumbers) {
  const Split split = split_as_published(941, 1);
  EXPECT_EQ(split.of(Part::train).size(), 601U);
  EXPECT_EQ(split.of(Part::validation).size(), 151U);
  EXPECT_EQ(split.of(Part::test).size(), 189U);
  std::vector<std::int64_t> expected(941);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(all_of(split), expected);
  EXPECT_FALSE(std::is_sorted(split.of(Part::train).begin(), split.of(Part::train).end()));
  EXPECT_EQ(split.of(Part::test), split_as_published(941, 1).of(Part::test));
  EXPECT_NE(split.of(Part::test), split_as_published(941, 2).of(Part::test));
}

TEST(SplitAsPublished, NeedsThreePatches) {
  EXPECT_EQ(all_of(split_as_published(3, 1)).size(), 3U);
  EXPECT_THAT(error_of([] { split_as_published(1, 1); }),
              HasSubstr("no patch for training. 1 patches are too few"));
  EXPECT_THAT(error_of([] { split_as_published(2, 1); }), HasSubstr("too few"));
}

TEST(SplitByBlocks, DealsOutTheSharesWanted) {
  const std::vector<Ground> patches = lattice(36, 60);
  const Split split = split_by_blocks(patches, {6 * kPatch, 0, 3});
  EXPECT_EQ(split.dropped, 0);
  EXPECT_EQ(all_of(split).size(), patches.size());
  EXPECT_NEAR(static_cast<double>(split.of(Part::train).size()), 0.64 * 2160, 36);
  EXPECT_NEAR(static_cast<double>(split.of(Part::validation).size()), 0.16 * 2160, 36);
  EXPECT_NEAR(static_cast<double>(split.of(Part::test).size()), 0.2 * 2160, 36);
}

TEST(SplitByBlocks, DropsForTheBuffer) {
  const std::vector<Ground> patches = lattice(36, 60);
  const Split split = split_by_blocks(patches, {6 * kPatch, kPatch, 3});
  EXPECT_GE(least_gap(patches, split), kPatch - 1);
  EXPECT_EQ(all_of(split).size() + static_cast<std::size_t>(split.dropped), patches.size());
  EXPECT_LT(split.dropped, 1000);
  EXPECT_GT(split.dropped, 200);
  EXPECT_EQ(split.of(Part::test), split_by_blocks(patches, {6 * kPatch, 0, 3}).of(Part::test))
      << "testing gives no way";
}

TEST(SplitByBlocks, KeepsTwoTracksOfOnePlaceTogether) {
  std::vector<Ground> patches = lattice(12, 12);
  const std::vector<Ground> again = lattice(12, 12);
  patches.insert(patches.end(), again.begin(), again.end());
  const Split split = split_by_blocks(patches, {3 * kPatch, 0, 3});
  EXPECT_EQ(split.dropped, 0);
  for (const std::int64_t i : split.of(Part::test)) {
    const auto& test = split.of(Part::test);
    EXPECT_TRUE(std::binary_search(test.begin(), test.end(), (i + 144) % 288));
  }
}

TEST(SplitByBlocks, NeedsSeveralBlocks) {
  EXPECT_THAT(error_of([] { split_by_blocks(lattice(3, 3), {100 * kPatch, 0, 1}); }),
              HasSubstr("Choose smaller blocks"));
}

TEST(SplitByEvent, TestsOnTheEventLeftOut) {
  std::vector<Ground> patches = lattice(20, 20, 4);
  for (const Ground& patch : lattice(8, 8)) {
    patches.push_back({patch.bounds, 1, 7});  // elsewhere
  }
  const Split split = split_by_event(patches, 7, {4 * kPatch, 0, 1});
  EXPECT_EQ(split.of(Part::test).size(), 64U);
  for (const std::int64_t i : split.of(Part::test)) EXPECT_GE(i, 400);
  EXPECT_NEAR(static_cast<double>(split.of(Part::validation).size()), 80, 16);
  EXPECT_EQ(all_of(split).size(), 464U);
  EXPECT_THAT(error_of([&] { split_by_event(patches, 5, {4 * kPatch, 0, 1}); }),
              HasSubstr("no patch for testing"));
}

TEST(SharingGround, CountsPatchesThatAnotherPartOverlaps) {
  // Side by side, half on the first, and the same place in another frame.
  const std::vector<Ground> patches{square(0, 0), square(kPatch, 0), square(kPatch / 2.0, 0),
                                    square(0, 0, 1)};
  Split split;
  split.parts = {{{0, 3}, {1}, {}}};
  EXPECT_EQ(sharing_ground(patches, split), 0);
  split.parts = {{{0, 3}, {1}, {2}}};
  EXPECT_EQ(sharing_ground(patches, split), 2) << "training and validation, by the test";
  split.parts = {{{0, 1, 2, 3}, {}, {}}};
  EXPECT_EQ(sharing_ground(patches, split), 0);
}

TEST(SplitByEvent, TrainsNotOnTheGroundOfTheTest) {
  std::vector<Ground> patches = lattice(20, 20, 0);
  for (const Ground& patch : lattice(8, 8, 1)) patches.push_back(patch);
  const Split split = split_by_event(patches, 1, {4 * kPatch, 0, 1});
  EXPECT_EQ(split.dropped, 64);
  EXPECT_GE(least_gap(patches, split), -1e-3);
}

// Any patches, overlapping too: no two of different parts come nearer than the buffer.
RC_GTEST_PROP(SplitProperty, PartsNeverMeet, (std::uint64_t seed)) {
  Random random(seed);
  const double buffer = *rc::gen::element(0.0, 10.0, kPatch, 1000.0);
  std::vector<Ground> patches;
  for (int i = 0; i < 300; ++i) {
    patches.push_back(square(random.uniform(-20000, 20000), random.uniform(-20000, 20000),
                             static_cast<int>(random.below(2)), static_cast<int>(random.below(3))));
  }
  const BlockOptions options{*rc::gen::element(1000.0, 2500.0, 6000.0), buffer, seed};
  for (const bool by_event : {false, true}) {
    try {
      const Split split =
          by_event ? split_by_event(patches, 1, options) : split_by_blocks(patches, options);
      RC_ASSERT(least_gap(patches, split) >= buffer - 1e-3);
      RC_ASSERT(distinct(all_of(split)));
      RC_ASSERT(all_of(split).size() + static_cast<std::size_t>(split.dropped) == patches.size());
    } catch (const std::exception& error) {  // nothing left for one part
      RC_ASSERT(std::string(error.what()).find("leaves no patch") != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace scarp::dataset
