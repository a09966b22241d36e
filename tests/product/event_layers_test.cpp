#include "product/event_layers.h"

#include <gtest/gtest.h>

#include <map>

#include "core/mask.h"
#include "core/random.h"
#include "geo/crs.h"
#include "geo/vector_file.h"
#include "product/areas.h"
#include "support/temp_folder.h"

namespace scarp::product {
namespace {

TEST(Direction, IsThatOfTheStandardisedChange) {
  // The typical slide: less VH, a little more VV, and VH stands out.
  EXPECT_EQ(direction({.mean_change = -6, .mean_change_db = {-4, 0.5}}), "darker");
  EXPECT_EQ(direction({.mean_change = 7, .mean_change_db = {1, 4}}), "brighter");
}

TEST(BlindAreas, AreSplitByCause) {
  const Grid grid({0, 10, 0, 0, 0, -10}, {10, 10}, geo::parse_crs("EPSG:32654"));
  MaskImage mask(grid.size());
  for (int col = 0; col < 4; ++col) {
    set(mask(0, col), MaskBit::water);
    set(mask(5, col), MaskBit::layover);
    set(mask(5, col), MaskBit::no_data);
  }
  set(mask(9, 9), MaskBit::shadow);  // too small
  const BlindAreas areas = blind_areas(runs_of(mask), grid, 200);
  ASSERT_EQ(areas.shown.size(), 2U);
  EXPECT_EQ(areas.shown[0].cause, "no_data, layover");
  EXPECT_EQ(areas.shown[1].cause, "water");
  EXPECT_DOUBLE_EQ(areas.shown[1].area_m2, 400);
  EXPECT_DOUBLE_EQ(areas.smaller_m2, 100);
}

// A gorge in the shadow of one wall and under the layover of the other, cell by cell.
TEST(BlindAreas, ConnectedGroundIsKeptHoweverManyCausesItHas) {
  const Grid grid({0, 10, 0, 0, 0, -10}, {10, 10}, geo::parse_crs("EPSG:32654"));
  MaskImage mask(grid.size());
  for (int row = 2; row < 6; ++row) {
    for (int col = 2; col < 6; ++col) {
      set(mask(row, col), (row + col) % 2 == 0 ? MaskBit::shadow : MaskBit::layover);
    }
  }
  set(mask(6, 6), MaskBit::no_data);  // by a corner
  set(mask(0, 9), MaskBit::layover);
  const BlindAreas areas = blind_areas(runs_of(mask), grid, 500);
  std::map<std::string, double> by_cause;
  for (const BlindArea& one : areas.shown) by_cause[one.cause] += one.area_m2;
  EXPECT_EQ(by_cause,
            (std::map<std::string, double>{{"layover", 800}, {"shadow", 800}, {"no_data", 100}}));
  EXPECT_DOUBLE_EQ(areas.smaller_m2, 100);
}

TEST(BlindAreas, AddUpToTheGroundThatWasNotAssessed) {
  const Grid grid({0, 10, 0, 0, 0, -10}, {60, 70}, geo::parse_crs("EPSG:32654"));
  MaskImage mask(grid.size());
  Random random(7);
  for (std::uint8_t& cell : mask.values()) {
    for (const MaskBitInfo& info : kMaskBits) {
      if (random.uniform() < 0.07) set(cell, info.bit);
    }
  }
  for (const double min_area_m2 : {0.0, 400.0, 5000.0, 1e9}) {
    const BlindAreas areas = blind_areas(runs_of(mask), grid, min_area_m2);
    double sum_m2 = areas.smaller_m2;
    for (const BlindArea& one : areas.shown) sum_m2 += geo::area(one.outline);
    EXPECT_NEAR(sum_m2, assessed_area(runs_of(mask), grid).blind_m2, 1e-6) << min_area_m2;
    EXPECT_EQ(areas.shown.empty(), min_area_m2 == 1e9);
  }
}

TEST(EventPackage, HasBothLayersEvenWhenEmpty) {
  const test::TempFolder temp;
  const std::string path = (temp / "empty.gpkg").string();
  write_event_package(path, geo::parse_crs("EPSG:32654"), {"score", {"VV"}}, {}, {});
  const geo::VectorLayer event = geo::read_polygons(path, kObservedEventLayer);
  EXPECT_TRUE(event.features.empty());
  ASSERT_EQ(event.fields.size(), 6U);
  EXPECT_EQ(event.fields[3].name, "mean_change_vv_db");
  EXPECT_TRUE(geo::read_polygons(path, kNotAssessableLayer).features.empty());
}

TEST(EventPackage, KeepsWhatItIsGiven) {
  const test::TempFolder temp;
  const std::string path = (temp / "one.gpkg").string();
  const geo::Polygon square{{{0, 0}, {20, 0}, {20, 20}, {0, 20}, {0, 0}}, {}};
  write_event_package(path, geo::parse_crs("EPSG:32654"), {"score", {"VV"}},
                      {{{square}, 400, 0.7, 0.9, -8, {-3.5}, std::nullopt}},
                      {{{square}, 400, "water"}});
  const geo::VectorLayer event = geo::read_polygons(path, kObservedEventLayer);
  ASSERT_EQ(event.features.size(), 1U);
  EXPECT_DOUBLE_EQ(std::get<double>(event.features[0].values[3]), -3.5);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(event.features[0].values[4])) << "no slope";
  EXPECT_EQ(std::get<std::string>(event.features[0].values[5]), "darker");
  EXPECT_DOUBLE_EQ(geo::area(event.features[0].geometry), 400);
}

}  // namespace
}  // namespace scarp::product
