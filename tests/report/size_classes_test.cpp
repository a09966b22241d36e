#include "report/size_classes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace scarp::report {
namespace {

TEST(SizeClasses, DoubleFromATenthOfAHectare) {
  const auto classes = size_classes({1000, 1999, 2000, 9000});
  ASSERT_EQ(classes.size(), 4U);
  EXPECT_DOUBLE_EQ(classes[0].low_m2, 1000);
  EXPECT_EQ(classes[0].count, 2U);
  EXPECT_DOUBLE_EQ(classes[0].area_m2, 2999);
  EXPECT_EQ(classes[1].count, 1U);
  EXPECT_EQ(classes[2].count, 0U);
  EXPECT_DOUBLE_EQ(classes[3].high_m2, 16000);
}

TEST(SizeClasses, SmallerOnesHaveClassesToo) {
  const auto classes = size_classes({400});
  ASSERT_EQ(classes.size(), 1U);
  EXPECT_DOUBLE_EQ(classes[0].low_m2, 250);
}

TEST(SizeClasses, PassesOverImpossibleAreas) {
  EXPECT_TRUE(size_classes({0, -5, 1e300, 1e-300, std::nan(""), HUGE_VAL}).empty());
}

TEST(SizeFigure, HasABarAndARowForEachClass) {
  const Figure figure = size_figure(size_classes({1000, 3000, 9000}));
  EXPECT_THAT(figure.svg, testing::HasSubstr(">1.6<"));
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): an exception fails the test
  const auto& rows = figure.table.value().rows;
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(std::get<std::string>(rows[1][0]), "0.2 – 0.4");
  EXPECT_EQ(std::get<std::int64_t>(rows[1][1]), 1);
}

}  // namespace
}  // namespace scarp::report
