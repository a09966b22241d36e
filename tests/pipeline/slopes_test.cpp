#include "pipeline/slopes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

CrsPtr utm() { return geo::parse_crs("EPSG:32654"); }

// The height of each cell is a function of its row and column.
template <typename Function>
std::string make_dem(const test::TempFolder& temp, const Grid& grid, const Function& height) {
  Image<float> heights(grid.size());
  for (int row = 0; row < grid.rows(); ++row) {
    for (int col = 0; col < grid.cols(); ++col) {
      heights(row, col) = static_cast<float>(height(row, col));
    }
  }
  geo::write_cog(temp / "dem.tif", {.grid = grid, .bands = {{"height", "m"}}}, heights);
  return temp / "dem.tif";
}

// Flat in the west, rising to the east at 45° from column 100 on.
std::string make_ramp(const test::TempFolder& temp) {
  return make_dem(temp, {{500000, 20, 0, 4700000, 0, -20}, {60, 200}, utm()},
                  [](int, int col) { return 20 * std::max(0, col - 100); });
}

/// Slopes and what was said of their model.
struct Told {
  Slopes slopes;
  std::vector<std::string> warnings;
};

Told open(const std::string& dem, const Grid& area) {
  ThreadPool threads(2);
  Reporter reporter(Reporter::Level::quiet);
  Slopes slopes(dem, std::nullopt, area, threads, reporter);
  return {std::move(slopes), reporter.warnings()};
}

// The cell of `area` that holds a place.
float at(const Image<float>& layer, const Grid& area, Point world) {
  const CellPoint cell = area.to_cell(world);
  return layer(static_cast<int>(std::floor(cell.row)), static_cast<int>(std::floor(cell.col)));
}

TEST(Slopes, ReachesAHundredMetresFromASlope) {
  const test::TempFolder temp;
  const Grid area({500000, 10, 0, 4700000, 0, -10}, {120, 400}, utm());
  const auto [slopes, warnings] = open(make_ramp(temp), area);
  const auto slope_deg = [&](Point world) { return at(slopes.slope_deg(area), area, world); };
  const auto near_deg = [&](Point world) {
    return at(slopes.steepest_near_deg(area), area, world);
  };
  const auto place = [](int dem_col) {
    return Point{500000 + (dem_col + 0.5) * 20, 4700000 - 30.5 * 20};
  };
  EXPECT_NEAR(slope_deg(place(150)), 45, 0.1);
  EXPECT_NEAR(slope_deg(place(97)), 0, 0.1);
  EXPECT_NEAR(near_deg(place(97)), 45, 0.1) << "60 m from the slope";
  EXPECT_NEAR(near_deg(place(90)), 0, 0.1) << "200 m from the slope";
  EXPECT_THAT(warnings, IsEmpty());
}

// One cell stands out; around it are slopes. Cells of a second are 15.5 m × 31 m here.
TEST(Slopes, ReachesAsFarNorthAsEastInTheHighLatitudes) {
  const test::TempFolder temp;
  constexpr double kSecond = 1.0 / 3600;
  const Grid grid({10, kSecond, 0, 60 + 20.5 * kSecond, 0, -kSecond}, {41, 81}, geo::wgs84());
  const std::string dem =
      make_dem(temp, grid, [](int row, int col) { return row == 20 && col == 40 ? 500 : 0; });
  const Image<float> near = open(dem, grid).slopes.steepest_near_deg(grid);
  // Horn's formula makes slopes of the neighbours too: they begin one cell off the peak.
  EXPECT_GT(near(20, 40 + 1 + 6), 10) << "93 m east";
  EXPECT_GT(near(20, 40 - 1 - 6), 10) << "93 m west";
  EXPECT_EQ(near(20, 40 + 1 + 8), 0) << "124 m east";
  EXPECT_GT(near(20 - 1 - 3, 40), 10) << "93 m north";
  EXPECT_GT(near(20 + 1 + 3, 40), 10) << "93 m south";
  EXPECT_EQ(near(20 - 1 - 4, 40), 0) << "124 m north";
  EXPECT_EQ(near(20 + 1 + 4, 40), 0) << "124 m south";
}

TEST(Slopes, LightsTheHillsFromTheNorthWest) {
  const test::TempFolder temp;
  const Grid area({500000, 10, 0, 4700000, 0, -10}, {120, 400}, utm());
  const Image<float> shade = open(make_ramp(temp), area).slopes.hillshade(area);
  EXPECT_NEAR(shade(60, 100), std::sqrt(0.5), 1e-3) << "flat";
  // A slope of 45° that falls to the west: (1 + cos 45°) / 2.
  EXPECT_NEAR(shade(60, 300), (1 + std::sqrt(0.5)) / 2, 1e-3);
}

// What a part of the area gets does not depend on what else is asked for.
TEST(Slopes, AreTheSameInPartsAsInTheWhole) {
  const test::TempFolder temp;
  const auto hills = [](int row, int col) {
    return 300 * std::sin(row * 0.13) * std::cos(col * 0.09) + 40 * std::sin(row * 0.7 + col * 1.1);
  };
  const std::string utm_dem =
      make_dem(temp, {{500000, 20, 0, 4700000, 0, -20}, {400, 400}, utm()}, hills);
  const Grid area({500500, 10, 0, 4699500, 0, -10}, {650, 700}, utm());
  const Slopes slopes = open(utm_dem, area).slopes;
  const Image<float> slope_deg = slopes.slope_deg(area);
  const Image<float> near_deg = slopes.steepest_near_deg(area);
  for (const Tile& tile : tiles(area.size(), 190, 0)) {
    const Grid part = area.crop(tile.inner);
    EXPECT_THAT(
        slopes.slope_deg(part).values(),
        testing::Pointwise(testing::FloatNear(1e-4F), crop(slope_deg, tile.inner).values()));
    EXPECT_THAT(slopes.steepest_near_deg(part).values(),
                testing::Pointwise(testing::FloatNear(1e-4F), crop(near_deg, tile.inner).values()));
  }
}

TEST(Slopes, OfCellsMuchCoarserThanTheModel) {
  const test::TempFolder temp;
  // A plane of 1 in 4.
  const std::string dem = make_dem(temp, {{500000, 1, 0, 4700000, 0, -1}, {1200, 1200}, utm()},
                                   [](int, int col) { return col / 4.0; });
  const Grid coarse({500000, 100, 0, 4700000, 0, -100}, {12, 12}, utm());
  EXPECT_THAT(open(dem, coarse).slopes.slope_deg(coarse).values(),
              testing::Each(testing::FloatNear(std::atan(0.25F) * 180 / M_PIf, 0.1F)));
}

TEST(Slopes, SeesBeyondTheAreaAsFarAsItReaches) {
  const test::TempFolder temp;
  // Cells of 2 m: a hundred metres are 50 of them.
  const std::string dem = make_dem(temp, {{500000, 2, 0, 4700000, 0, -2}, {100, 400}, utm()},
                                   [](int, int col) { return 2 * std::max(0, col - 240); });
  const Grid area({500200, 10, 0, 4699950, 0, -10}, {5, 20}, utm());
  EXPECT_NEAR(at(open(dem, area).slopes.steepest_near_deg(area), area, {500391, 4699925}), 45, 0.1);
}

TEST(Slopes, RefusesADemElsewhereAndNamesIt) {
  const test::TempFolder temp;
  const std::string dem = make_ramp(temp);
  const Grid rome({12, 0.001, 0, 42, 0, -0.001}, {10, 10}, geo::wgs84());
  for (const Grid& area : {Grid({600000, 10, 0, 4700000, 0, -10}, {20, 20}, utm()), rome}) {
    try {
      open(dem, area);
      ADD_FAILURE() << "not refused";
    } catch (const Error& error) {
      EXPECT_EQ(error.problem().what, "the DEM does not cover the area of the scenes");
      EXPECT_EQ(error.problem().where, dem);
    }
  }
}

TEST(Slopes, TellsHowMuchOfTheAreaTheDemLeavesUncovered) {
  const test::TempFolder temp;
  const std::string dem = make_ramp(temp);  // 4000 m × 1200 m
  const Grid wider({500000, 10, 0, 4700000, 0, -10}, {120, 636}, utm());
  EXPECT_THAT(open(dem, wider).warnings,
              ElementsAre("the DEM leaves 37 % of the area uncovered: changes there are not held "
                          "to any slope"));
  const Grid far_wider({499000, 1, 0, 4700000, 0, -1}, {1200, 50000}, utm());
  EXPECT_THAT(open(dem, far_wider).warnings, ElementsAre(HasSubstr("leaves 92 % of the area")));
}

TEST(Slopes, CountsHolesAsUncovered) {
  const test::TempFolder temp;
  const Grid grid({500000, 20, 0, 4700000, 0, -20}, {200, 200}, utm());
  const std::string dem =
      make_dem(temp, grid, [](int row, int) { return row < 105 ? kNaN : 100.0F; });
  // A hundred metres of the hole are within reach of known slopes.
  EXPECT_THAT(open(dem, grid).warnings, ElementsAre(HasSubstr("leaves 50 % of the area")));
}

TEST(Slopes, BringsARotatedDemNorthUp) {
  const test::TempFolder temp;
  // Cells of 20 m, turned by 37°, on ground that rises to the east by 3 in 4.
  const std::string dem = make_dem(temp, {{500000, 16, 12, 4700000, 12, -16}, {300, 300}, utm()},
                                   [](int row, int col) { return 0.75 * (16 * col + 12 * row); });
  // The middle of the DEM.
  const Grid area({503700, 10, 0, 4699900, 0, -10}, {100, 100}, utm());
  const auto [slopes, warnings] = open(dem, area);
  EXPECT_NEAR(at(slopes.slope_deg(area), area, {504200, 4699400}), std::atan(0.75) * 180 / M_PI,
              0.3);
  EXPECT_THAT(warnings, IsEmpty());
}

class AcrossTheAntimeridian : public testing::TestWithParam<const char*> {
 protected:
  // 20 km around 180° E, 10° N.
  Grid area() const {
    const CrsPtr crs = geo::parse_crs(GetParam());
    const Point middle = geo::transform({{180, 10}}, geo::wgs84(), crs).front();
    return {{middle.x - 10000, 200, 0, middle.y + 10000, 0, -200}, {100, 100}, crs};
  }

  // Every cell of the area has the slope of a ramp to the north.
  void expect_ramp(const std::string& dem) const {
    const auto [slopes, warnings] = open(dem, area());
    EXPECT_THAT(warnings, IsEmpty());
    for (const Image<float>& layer : {slopes.slope_deg(area()), slopes.steepest_near_deg(area())}) {
      EXPECT_THAT(layer.values(), testing::Each(testing::FloatNear(10, 0.5)));
    }
  }

  static constexpr double kCell = 0.005;  // degrees

  // Rises to the north at 10°.
  static std::string make_ramp_north(const test::TempFolder& temp, double west, int cols,
                                     double cell_width = kCell) {
    const double rise_m = std::tan(M_PI / 18) * degree_length(10).north_m * kCell;
    return make_dem(temp, {{west, cell_width, 0, 10.2, 0, -kCell}, {80, cols}, geo::wgs84()},
                    [=](int row, int) { return 8500 - rise_m * row; });
  }
};

TEST_P(AcrossTheAntimeridian, UsesBothEndsOfADemAroundTheWorld) {
  const test::TempFolder temp;
  expect_ramp(make_ramp_north(temp, -180, 72000));
}

TEST_P(AcrossTheAntimeridian, UsesADemThatCountsOn) {
  const test::TempFolder temp;
  expect_ramp(make_ramp_north(temp, 179.8, 80));
}

TEST_P(AcrossTheAntimeridian, UsesADemThatCountsBack) {
  const test::TempFolder temp;
  expect_ramp(make_ramp_north(temp, -180.2, 80));
}

TEST_P(AcrossTheAntimeridian, UsesADemWhoseEndsDoNotMeetCellByCell) {
  const test::TempFolder temp;
  expect_ramp(make_ramp_north(temp, -180, 73472, 0.0049));
}

INSTANTIATE_TEST_SUITE_P(Zones, AcrossTheAntimeridian, testing::Values("EPSG:32660", "EPSG:32601"));

}  // namespace
}  // namespace scarp::pipeline
