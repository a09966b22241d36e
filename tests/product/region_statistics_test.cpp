#include "product/region_statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scarp::product {
namespace {

TEST(RegionStatistics, GathersMeanAndMaximumOverWindows) {
  RegionStatistics statistics(3);
  const Runs regions{{0, 1, 3, 1}, {0, 3, 4, 2}, {1, 0, 1, 1}, {1, 1, 2, 2}, {9, 0, 2, 3}};
  const float missing = std::nanf("");
  statistics.add(regions, {0, 0, 2, 2}, Image<float>({2, 2}, {100, -4, -6, missing}));
  statistics.add(regions, {0, 2, 2, 2}, Image<float>({2, 2}, {-2, 7, 100, 100}));
  EXPECT_DOUBLE_EQ(statistics.mean(1), -4);
  EXPECT_DOUBLE_EQ(statistics.maximum(1), -2);
  EXPECT_DOUBLE_EQ(statistics.mean(2), 7);
  EXPECT_TRUE(std::isnan(statistics.mean(3)));
  EXPECT_TRUE(std::isnan(statistics.maximum(3)));
}

}  // namespace
}  // namespace scarp::product
