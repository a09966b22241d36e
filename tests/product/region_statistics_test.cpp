#include "product/region_statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace scarp::product {
namespace {

TEST(RegionStatistics, GathersMeanAndMaximumOverWindows) {
  RegionStatistics statistics(3);
  using Labels = Image<std::int32_t>;
  using Values = Image<float>;
  statistics.add(Labels({1, 4}, {0, 1, 1, 2}), Values({1, 4}, {100, -4, -2, 7}));
  statistics.add(Labels({1, 2}, {1, 2}), Values({1, 2}, {-6, std::nanf("")}));
  EXPECT_DOUBLE_EQ(statistics.mean(1), -4);
  EXPECT_DOUBLE_EQ(statistics.maximum(1), -2);
  EXPECT_DOUBLE_EQ(statistics.mean(2), 7);
  EXPECT_TRUE(std::isnan(statistics.mean(3)));
  EXPECT_TRUE(std::isnan(statistics.maximum(3)));
}

}  // namespace
}  // namespace scarp::product
