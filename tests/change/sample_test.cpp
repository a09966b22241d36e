#include "change/sample.h"

#include <gtest/gtest.h>

#include <set>

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

TEST(SampleTiles, DoNotOverlap) {
  for (const Size size : {Size{1100, 1100}, Size{4096, 4370}, Size{10980, 10980}}) {
    Image<std::uint8_t> covered(size);
    for (const Tile& block : sample_tiles(size)) {
      for (int row = block.inner.row; row < block.inner.row_end(); ++row) {
        for (int col = block.inner.col; col < block.inner.col_end(); ++col) {
          ASSERT_EQ(covered(row, col)++, 0) << row << ", " << col;
        }
      }
    }
  }
}

// Decoding is what a sample of a large file costs.
TEST(SampleTiles, ShareBlocksOfFilesByFours) {
  constexpr int kFileBlock = 512;
  std::set<std::pair<int, int>> touched;
  for (const Tile& block : sample_tiles({10980, 10980})) {
    for (const int row : {block.padded.row, block.padded.row_end() - 1}) {
      for (const int col : {block.padded.col, block.padded.col_end() - 1}) {
        touched.insert({row / kFileBlock, col / kFileBlock});
      }
    }
  }
  EXPECT_EQ(touched.size(), 64U);
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
