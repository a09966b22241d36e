#include "product/region_statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scarp::product {
namespace {

TEST(RegionStatistics, GathersMeanAndMaximumOverWindows) {
  std::vector<Summary> of(3);
  const Runs regions{{0, 1, 3, 1}, {0, 3, 4, 2}, {1, 0, 1, 1}, {1, 1, 2, 2}, {9, 0, 2, 3}};
  const float missing = std::nanf("");
  summarise(regions, {0, 0, 2, 2}, Image<float>({2, 2}, {100, -4, -6, missing}), of);
  summarise(regions, {0, 2, 2, 2}, Image<float>({2, 2}, {-2, 7, 100, 100}), of);
  EXPECT_DOUBLE_EQ(of[0].mean(), -4);
  EXPECT_DOUBLE_EQ(of[0].maximum(), -2);
  EXPECT_DOUBLE_EQ(of[1].mean(), 7);
  EXPECT_TRUE(std::isnan(of[2].mean()));
  EXPECT_TRUE(std::isnan(of[2].maximum()));
}

}  // namespace
}  // namespace scarp::product
