#include "core/coarser.h"

#include <gtest/gtest.h>

#include <limits>

namespace scarp {
namespace {

TEST(Coarser, CoversTheWholeRaster) {
  const Grid grid({500000, 10, 1, 4000000, 2, -10}, {7, 12}, nullptr);
  const Grid coarse = coarser(grid, 4);
  EXPECT_EQ(coarse.size(), (Size{2, 3}));
  EXPECT_EQ(coarse.to_world({0, 0}), grid.to_world({0, 0}));
  EXPECT_EQ(coarse.to_world({1, 2}), grid.to_world({4, 8}));
}

TEST(Coarser, OfTheLargestRasterIsNoOverflow) {
  constexpr int kMost = std::numeric_limits<int>::max();
  EXPECT_EQ(coarser(Size{kMost, 1}, 2), (Size{kMost / 2 + 1, 1}));
}

}  // namespace
}  // namespace scarp
