#include "geo/overlap.h"

#include <gtest/gtest.h>

namespace scarp::geo {
namespace {

MultiPolygon rectangle(double x, double y, double width, double height) {
  return {{{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}}, {}}};
}

double sum_of_areas(const std::vector<Joined>& joined) {
  double sum = 0;
  for (const Joined& one : joined) sum += area(one.geometry);
  return sum;
}

TEST(JoinOverlapping, SharedGroundCountsOnce) {
  const auto joined = join_overlapping({rectangle(0, 0, 10, 10), rectangle(5, 0, 10, 10)});
  ASSERT_EQ(joined.size(), 1U);
  EXPECT_EQ(joined[0].members, (std::vector<std::size_t>{0, 1}));
  EXPECT_NEAR(area(joined[0].geometry), 150, 1e-9);
}

TEST(JoinOverlapping, WhatTouchesStaysApart) {
  const std::vector<MultiPolygon> neighbours{rectangle(0, 0, 10, 10), rectangle(10, 0, 10, 10),
                                             rectangle(20, 10, 10, 10)};
  const auto joined = join_overlapping(neighbours);
  ASSERT_EQ(joined.size(), 3U);
  EXPECT_NEAR(sum_of_areas(joined), 300, 1e-9);
}

TEST(JoinOverlapping, AChainBecomesOneInTheOrderOfItsFirst) {
  const auto joined = join_overlapping({rectangle(100, 0, 1, 1), rectangle(18, 0, 10, 10),
                                        rectangle(0, 0, 10, 10), rectangle(9, 0, 10, 10)});
  ASSERT_EQ(joined.size(), 2U);
  EXPECT_EQ(joined[0].members, (std::vector<std::size_t>{0}));
  EXPECT_EQ(joined[1].members, (std::vector<std::size_t>{1, 2, 3}));
  EXPECT_NEAR(area(joined[1].geometry), 280, 1e-9);
}

TEST(JoinOverlapping, OneInTheHoleOfAnotherStaysApart) {
  MultiPolygon ring = rectangle(0, 0, 30, 30);
  ring[0].holes.push_back(rectangle(10, 10, 10, 10)[0].outer);
  const auto joined = join_overlapping({ring, rectangle(12, 12, 5, 5)});
  ASSERT_EQ(joined.size(), 2U);
  EXPECT_NEAR(sum_of_areas(joined), 800 + 25, 1e-9);
}

TEST(JoinOverlapping, TheSameTwiceIsOne) {
  const auto joined = join_overlapping({rectangle(0, 0, 3, 3), rectangle(0, 0, 3, 3)});
  ASSERT_EQ(joined.size(), 1U);
  EXPECT_NEAR(area(joined[0].geometry), 9, 1e-9);
  EXPECT_TRUE(join_overlapping({}).empty());
}

}  // namespace
}  // namespace scarp::geo
