#include "pipeline/output_grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "core/error.h"
#include "sar/synthetic_scene.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

using testing::HasSubstr;

Grid grid_of(const std::string& crs, const std::string& area, double resolution) {
  return output_grid({"", crs, area, resolution}, {sar::synthetic_product({.size = {100, 100}})});
}

// 0.2° about the antimeridian, as 0.01° cells.
void expect_strip(const Grid& grid) {
  EXPECT_EQ(grid.size(), (Size{100, 20}));
  EXPECT_NEAR(grid.affine().x0, 179.9, 1e-9);
  EXPECT_NEAR(grid.affine().y0, -16, 1e-9);
}

TEST(OutputGrid, TakesBoxesAcrossTheAntimeridian) {
  expect_strip(grid_of("EPSG:4326", "179.9,-17,-179.9,-16", 0.01));
  expect_strip(grid_of("EPSG:4326", "179.9,-17,180.1,-16", 0.01));
  EXPECT_THROW(grid_of("EPSG:4326", "142,42,141,43", 0.01), Error);
}

// As RFC 7946 has it (section 3.1.9).
TEST(OutputGrid, JoinsPolygonsCutAtTheAntimeridian) {
  const test::TempFolder temp;
  const std::string path = temp / "area.geojson";
  std::ofstream(path)
      << R"({"type":"Feature","properties":{},"geometry":{"type":"MultiPolygon","coordinates":[
[[[179.9,-17],[180,-17],[180,-16],[179.9,-16],[179.9,-17]]],
[[[-180,-17],[-179.9,-17],[-179.9,-16],[-180,-16],[-180,-17]]]]}})";
  expect_strip(grid_of("EPSG:4326", path, 0.01));
}

TEST(OutputGrid, RefusesSystemsThatBreakOffWithinTheArea) {
  try {
    grid_of("EPSG:3857", "179.9,-17,-179.9,-16", 1000);
    FAIL() << "is as wide as the Earth";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("breaks off within the area"));
  }
  EXPECT_EQ(grid_of("EPSG:3857", "179.7,-17,179.9,-16", 1000).cols(), 23);
  EXPECT_LT(grid_of("auto", "179.9,-17,-179.9,-16", 1000).cols(), 30);
}

}  // namespace
}  // namespace scarp::pipeline
