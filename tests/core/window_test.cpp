#include "core/window.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "core/image.h"

namespace scarp {
namespace {

bool contains(const Window& outer, const Window& inner) { return intersect(outer, inner) == inner; }

// How often each cell is in an inner window.
Image<int> cover(Size size, const std::vector<Tile>& parts) {
  Image<int> count(size);
  for (const Tile& part : parts) {
    for (int row = part.inner.row; row < part.inner.row_end(); ++row) {
      for (int col = part.inner.col; col < part.inner.col_end(); ++col) ++count(row, col);
    }
  }
  return count;
}

void check_tiles(Size size, const std::vector<Tile>& parts, int halo) {
  const Image<int> count = cover(size, parts);
  RC_ASSERT(
      std::all_of(count.values().begin(), count.values().end(), [](int n) { return n == 1; }));
  for (const Tile& part : parts) {
    RC_ASSERT(!part.inner.empty());
    RC_ASSERT(contains(whole(size), part.padded));
    RC_ASSERT(contains(part.padded, part.inner));
    // The halo is whole except at the raster's borders.
    RC_ASSERT(part.padded.row == std::max(0, part.inner.row - halo));
    RC_ASSERT(part.padded.col == std::max(0, part.inner.col - halo));
    RC_ASSERT(part.padded.row_end() == std::min(size.rows, part.inner.row_end() + halo));
    RC_ASSERT(part.padded.col_end() == std::min(size.cols, part.inner.col_end() + halo));
  }
}

RC_GTEST_PROP(TilesProperty, EachCellIsInOneTile, ()) {
  const Size size{*rc::gen::inRange(1, 70), *rc::gen::inRange(1, 70)};
  const int edge = *rc::gen::inRange(1, 40);
  const int halo = *rc::gen::inRange(0, 90);
  const std::vector<Tile> parts = tiles(size, edge, halo);
  check_tiles(size, parts, halo);
  for (const Tile& part : parts) RC_ASSERT(part.inner.rows <= edge && part.inner.cols <= edge);
}

RC_GTEST_PROP(TilesProperty, EachCellIsInOneStrip, ()) {
  const Size size{*rc::gen::inRange(1, 70), *rc::gen::inRange(1, 70)};
  const int rows = *rc::gen::inRange(1, 40);
  const int halo = *rc::gen::inRange(0, 90);
  const std::vector<Tile> parts = strips(size, rows, halo);
  check_tiles(size, parts, halo);
  for (const Tile& part : parts) RC_ASSERT(part.inner.rows <= rows && part.inner.cols == size.cols);
}

TEST(TilesTest, NothingToCut) { EXPECT_TRUE(tiles({0, 0}, 64, 8).empty()); }

TEST(WindowTest, IntersectsToWhatIsCommon) {
  EXPECT_EQ(intersect({0, 0, 10, 10}, {5, 7, 10, 10}), (Window{5, 7, 5, 3}));
  EXPECT_TRUE(intersect({0, 0, 10, 10}, {10, 0, 10, 10}).empty()) << "they only touch";
  EXPECT_TRUE(intersect({0, 0, 3, 3}, {50, 50, 3, 3}).empty());
}

TEST(WindowTest, GrowsUpToTheBorders) {
  EXPECT_EQ(grow({2, 3, 4, 5}, 1, {100, 100}), (Window{1, 2, 6, 7}));
  EXPECT_EQ(grow({2, 3, 4, 5}, 1000, {100, 50}), whole({100, 50}));
}

TEST(SizeTest, CountsCellsBeyond32Bits) {
  EXPECT_EQ((Size{100'000, 100'000}).cells(), 10'000'000'000);
}

}  // namespace
}  // namespace scarp
