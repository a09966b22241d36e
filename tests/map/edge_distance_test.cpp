#include "map/edge_distance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"

namespace scarp::map {
namespace {

TEST(EdgeDistance, CountsStepsToTheNearestCellOutside) {
  Image<std::uint8_t> inside(Size{5, 7}, 1);
  inside(2, 1) = 0;
  const Image<float> distance = edge_distance(inside);
  EXPECT_EQ(distance(2, 1), 0);
  EXPECT_EQ(distance(2, 6), 5);
  EXPECT_FLOAT_EQ(distance(0, 3), 2 * std::sqrt(2.0F));
  EXPECT_FLOAT_EQ(distance(4, 2), 1 + std::sqrt(2.0F));
}

TEST(EdgeDistance, BeyondTheImageNothingEnds) {
  const Image<float> distance = edge_distance(Image<std::uint8_t>(Size{3, 3}, 1));
  EXPECT_EQ(distance(0, 0), std::numeric_limits<float>::infinity());
  EXPECT_TRUE(edge_distance({}).values().empty());
}

// Never shorter than the straight line, and at most 8 % longer.
TEST(EdgeDistance, IsCloseToTheStraightLine) {
  Random random(7);
  Image<std::uint8_t> inside(Size{40, 60}, 1);
  for (int i = 0; i < 12; ++i) {
    inside(static_cast<int>(random.below(40)), static_cast<int>(random.below(60))) = 0;
  }
  const Image<float> distance = edge_distance(inside);
  for (int row = 0; row < 40; ++row) {
    for (int col = 0; col < 60; ++col) {
      float nearest = 100;
      for (int r = 0; r < 40; ++r) {
        for (int c = 0; c < 60; ++c) {
          if (inside(r, c) != 0) continue;
          nearest = std::min(nearest,
                             std::hypot(static_cast<float>(r - row), static_cast<float>(c - col)));
        }
      }
      ASSERT_GE(distance(row, col), nearest - 1e-4);
      ASSERT_LE(distance(row, col), 1.0825F * nearest + 1e-4);
    }
  }
}

}  // namespace
}  // namespace scarp::map
