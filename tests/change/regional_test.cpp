#include "change/regional.h"

#include <gtest/gtest.h>

namespace scarp::change {
namespace {

TEST(RegionalOffset, IsOneValueOnSmallRasters) {
  RegionalOffset offset(Size{300, 400});
  ASSERT_EQ(offset.blocks(), 1);
  offset.set(0, 2.5F);
  EXPECT_EQ(offset.at(0, 0), 2.5F);
  EXPECT_EQ(offset.at(299, 399), 2.5F);
}

TEST(RegionalOffset, PassesThroughTheMediansAtBlockCentres) {
  const Size size{2048, 3072};
  RegionalOffset offset(size);
  ASSERT_EQ(offset.blocks(), 6);
  for (int block = 0; block < 6; ++block) offset.set(block, static_cast<float>(block));
  // Centres lie half a cell from the next cell's: within 0.5 / 1024 of a step.
  EXPECT_NEAR(offset.at(512, 512), 0, 2e-3);
  EXPECT_NEAR(offset.at(512, 1536), 1, 2e-3);
  EXPECT_NEAR(offset.at(1536, 2560), 5, 2e-3);
  // Halfway between two centres, and constant beyond the outermost.
  EXPECT_NEAR((offset.at(512, 1023) + offset.at(512, 1024)) / 2, 0.5, 2e-3);
  EXPECT_EQ(offset.at(0, 0), 0);
  EXPECT_EQ(offset.at(2047, 3071), 5);
}

TEST(RegionalOffset, PutsEveryCellIntoABlock) {
  const Size size{5000, 1111};
  const RegionalOffset offset(size);
  EXPECT_EQ(offset.block_of(0, 0), 0);
  EXPECT_EQ(offset.block_of(size.rows - 1, size.cols - 1), offset.blocks() - 1);
}

}  // namespace
}  // namespace scarp::change
