#include "product/areas.h"

#include <gtest/gtest.h>

#include "geo/crs.h"

namespace scarp::product {
namespace {

Grid grid_of(double cell_m) {
  return {{577000, cell_m, 0, 4736000, 0, -cell_m}, {20, 30}, geo::parse_crs("EPSG:32654")};
}

TEST(MinimumMappingUnit, IsATenthOfAHectareAndFourCellsUnlessGiven) {
  EXPECT_DOUBLE_EQ(minimum_mapping_unit_m2(grid_of(10), {}), 1000);
  EXPECT_DOUBLE_EQ(minimum_mapping_unit_m2(grid_of(30), {}), 3600);
  EXPECT_DOUBLE_EQ(minimum_mapping_unit_m2(grid_of(10), 50.0), 50);
}

TEST(AssessedArea, IsWhatNoBitOfAMaskCovers) {
  const AssessedArea area =
      assessed_area({{3, 0, 10, 1}, {3, 10, 12, 2}, {19, 29, 30, 4}}, grid_of(10));
  EXPECT_DOUBLE_EQ(area.blind_m2, 1300);
  EXPECT_DOUBLE_EQ(area.assessable_m2, 60000 - 1300);
}

TEST(AssessedArea, WhatLiesOutsideCountsOnNeitherSide) {
  const AssessedArea area = assessed_area({{3, 0, 10, 1}, {4, 0, 20, 32}}, grid_of(10));
  EXPECT_DOUBLE_EQ(area.blind_m2, 1000);
  EXPECT_DOUBLE_EQ(area.assessable_m2, 60000 - 3000);
}

}  // namespace
}  // namespace scarp::product
