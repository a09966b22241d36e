#include "pipeline/slope_gate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

// Flat in the west, rising to the east at 45° from column 100 on.
std::string make_ramp(const test::TempFolder& temp) {
  const Grid grid({500000, 20, 0, 4700000, 0, -20}, {60, 200}, geo::parse_crs("EPSG:32654"));
  Image<float> height(grid.size());
  for (int row = 0; row < grid.rows(); ++row) {
    for (int col = 0; col < grid.cols(); ++col) {
      height(row, col) = static_cast<float>(20 * std::max(0, col - 100));
    }
  }
  geo::write_cog(temp / "dem.tif", {.grid = grid, .bands = {{"height", "m"}}}, height);
  return temp / "dem.tif";
}

TEST(ReadSlopes, ReachesAHundredMetresFromASlope) {
  const test::TempFolder temp;
  const std::string dem = make_ramp(temp);
  const Grid area({500000, 10, 0, 4700000, 0, -10}, {120, 400}, geo::parse_crs("EPSG:32654"));
  const SlopeLayers layers = read_slopes(dem, area);
  const auto at = [&](const Raster<float>& layer, int dem_col) {
    const CellPoint cell = layer.grid.to_cell({500000 + (dem_col + 0.5) * 20, 4700000 - 30 * 20});
    return layer.values(static_cast<int>(cell.row), static_cast<int>(cell.col));
  };
  EXPECT_NEAR(at(layers.slope_deg, 150), 45, 0.1);
  EXPECT_NEAR(at(layers.slope_deg, 97), 0, 0.1);
  EXPECT_NEAR(at(layers.steepest_near_deg, 97), 45, 0.1) << "60 m from the slope";
  EXPECT_NEAR(at(layers.steepest_near_deg, 90), 0, 0.1) << "200 m from the slope";
}

TEST(ReadSlopes, LightsTheHillsFromTheNorthWest) {
  const test::TempFolder temp;
  const std::string dem = make_ramp(temp);
  const Grid area({500000, 10, 0, 4700000, 0, -10}, {120, 400}, geo::parse_crs("EPSG:32654"));
  const Raster<float> shade = read_slopes(dem, area).hillshade;
  EXPECT_NEAR(shade.values(30, 50), std::sqrt(0.5), 1e-3) << "flat";
  // A slope of 45° that falls to the west: (1 + cos 45°) / 2.
  EXPECT_NEAR(shade.values(30, 150), (1 + std::sqrt(0.5)) / 2, 1e-3);
}

TEST(ReadSlopes, ReadsOnlyThePartItNeeds) {
  const test::TempFolder temp;
  const std::string dem = make_ramp(temp);
  const Grid area({502000, 10, 0, 4699600, 0, -10}, {20, 20}, geo::parse_crs("EPSG:32654"));
  EXPECT_LT(read_slopes(dem, area).slope_deg.grid.cols(), 60);
}

TEST(ReadSlopes, RefusesADemElsewhere) {
  const test::TempFolder temp;
  const std::string dem = make_ramp(temp);
  const Grid area({600000, 10, 0, 4700000, 0, -10}, {20, 20}, geo::parse_crs("EPSG:32654"));
  EXPECT_THROW(read_slopes(dem, area), Error);
}

}  // namespace
}  // namespace scarp::pipeline
