#include "change/sample.h"

#include <gtest/gtest.h>

namespace scarp::change {
namespace {

std::int64_t cells(const std::vector<Tile>& tiles) {
  std::int64_t sum = 0;
  for (const Tile& tile : tiles) sum += tile.inner.size().cells();
  return sum;
}

TEST(SampleTiles, TakeAllOfASmallRaster) {
  EXPECT_EQ(cells(sample_tiles({700, 900})), 700 * 900);
  EXPECT_EQ(cells(sample_tiles({1, 1})), 1);
}

TEST(SampleTiles, SpreadBlocksOverALargeRaster) {
  const Size size{10980, 4000};
  const std::vector<Tile> blocks = sample_tiles(size);
  EXPECT_EQ(blocks.size(), 256U);
  EXPECT_EQ(cells(blocks), 256 * 64 * 64);
  for (const Tile& block : blocks) {
    EXPECT_EQ(intersect(block.padded, whole(size)), block.padded);
  }
  EXPECT_LT(blocks.front().inner.row, size.rows / 16);
  EXPECT_GE(blocks.back().inner.row_end(), size.rows - size.rows / 16);
}

TEST(SampleTiles, StayInsideLongThinRasters) {
  for (const Size size : {Size{5, 400000}, Size{400000, 5}}) {
    for (const Tile& block : sample_tiles(size)) {
      EXPECT_EQ(intersect(block.inner, whole(size)), block.inner);
    }
  }
}

}  // namespace
}  // namespace scarp::change
