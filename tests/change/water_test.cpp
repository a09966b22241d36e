#include "change/water.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"

namespace scarp::change {
namespace {

struct Ground {
  double mean_db;
  double deviation_db;
  int cells;
};

LevelHistogram histogram_of(const std::vector<Ground>& grounds, std::uint64_t seed = 1) {
  Random random(seed);
  LevelHistogram histogram;
  for (const Ground& ground : grounds) {
    for (int i = 0; i < ground.cells; ++i) {
      histogram.add(ground.mean_db + ground.deviation_db * random.normal());
    }
  }
  return histogram;
}

TEST(WaterLevelTest, BulksOfOneSizeAndSpreadPartInTheMiddle) {
  const auto level = water_level_db(histogram_of({{-22, 1.5, 40000}, {-10, 1.5, 40000}}));
  ASSERT_TRUE(level.has_value());
  EXPECT_NEAR(level.value_or(0), -16, 0.4);
}

// Where the two normal densities, weighted by their shares, are equal.
TEST(WaterLevelTest, PartsWhereBothAreAsLikely) {
  const double d = -20;
  const double b = -11;
  const double sd = 1.2;
  const double sb = 1.2;
  const double share = 0.05;
  // Equal deviations: x = (d + b) / 2 + s² ln(p_b / p_d) / (d − b).
  const double expected = (d + b) / 2 + sd * sb * std::log((1 - share) / share) / (d - b);
  const auto level = water_level_db(histogram_of({{d, sd, 5000}, {b, sb, 95000}}));
  ASSERT_TRUE(level.has_value());
  EXPECT_NEAR(level.value_or(0), expected, 0.4);
}

TEST(WaterLevelTest, WithoutWaterThereIsNone) {
  EXPECT_FALSE(water_level_db(histogram_of({{-10, 2, 80000}})).has_value());
  EXPECT_FALSE(water_level_db(histogram_of({{-12, 4, 80000}})).has_value());
  EXPECT_FALSE(water_level_db({}).has_value());
}

TEST(WaterLevelTest, WaterAloneIsNotTold) {
  EXPECT_FALSE(water_level_db(histogram_of({{-22, 1.5, 80000}})).has_value());
}

TEST(WaterLevelTest, FieldsAndForestAreBothLand) {
  EXPECT_FALSE(water_level_db(histogram_of({{-13.5, 1, 40000}, {-7, 1, 40000}})).has_value());
}

TEST(WaterLevelTest, BulksThatRunIntoEachOtherAreNotParted) {
  EXPECT_FALSE(water_level_db(histogram_of({{-16, 2, 40000}, {-11, 2, 40000}})).has_value());
}

TEST(WaterLevelTest, AFewDarkCellsAreNoWater) {
  EXPECT_FALSE(water_level_db(histogram_of({{-24, 1, 50}, {-10, 1.5, 80000}})).has_value());
}

TEST(WaterLevelTest, NoNumbersAndExtremesArePassedOver) {
  LevelHistogram histogram = histogram_of({{-22, 1.5, 40000}, {-10, 1.5, 40000}});
  for (int i = 0; i < 100000; ++i) {
    histogram.add(std::nan(""));
    histogram.add(1e300);
    histogram.add(-1e300);
    histogram.add(HUGE_VAL);
  }
  EXPECT_NEAR(water_level_db(histogram).value_or(0), -16, 0.4);
}

TEST(WaterLevelTest, PartsCountAsTheWhole) {
  LevelHistogram parts = histogram_of({{-22, 1.5, 40000}}, 1);
  parts.add(histogram_of({{-10, 1.5, 40000}}, 2));
  EXPECT_NEAR(water_level_db(parts).value_or(0), -16, 0.4);
}

}  // namespace
}  // namespace scarp::change
