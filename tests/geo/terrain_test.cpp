#include "geo/terrain.h"

#include <gdal_priv.h>
#include <gdal_utils.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/raster_file.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

using testing::HasSubstr;

constexpr double kDegrees = 180 / M_PI;
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// A plane that rises by `east` and `north` per unit of the coordinates.
Raster<float> plane(const Grid& grid, double east, double north) {
  Raster<float> dem{grid, Image<float>(grid.size())};
  const Point origin = grid.centre(grid.rows() / 2, grid.cols() / 2);
  for (int row = 0; row < grid.rows(); ++row) {
    for (int col = 0; col < grid.cols(); ++col) {
      const Point p = grid.centre(row, col);
      dem.values(row, col) =
          static_cast<float>(100 + east * (p.x - origin.x) + north * (p.y - origin.y));
    }
  }
  return dem;
}

Grid utm_grid() { return {{500000, 30, 0, 4700000, 0, -30}, {20, 30}, parse_crs("EPSG:32654")}; }

TEST(Terrain, KnowsAPlane) {
  const Raster<float> dem = plane(utm_grid(), 0.3, -0.4);
  const float slope = static_cast<float>(std::atan(0.5) * kDegrees);
  EXPECT_THAT(slope_deg(dem).values.values(), testing::Each(testing::FloatNear(slope, 0.01F)));
  // It falls to the west by 3 and to the north by 4.
  const float aspect = static_cast<float>(360 - std::atan2(0.3, 0.4) * kDegrees);
  EXPECT_THAT(aspect_deg(dem).values.values(), testing::Each(testing::FloatNear(aspect, 0.01F)));
}

TEST(Terrain, CountsAspectClockwiseFromNorth) {
  for (const auto& [east, north, aspect] : {std::tuple{0.0, -1.0, 0.0},
                                            {-1.0, 0.0, 90.0},
                                            {0.0, 1.0, 180.0},
                                            {1.0, 0.0, 270.0},
                                            {-1.0, -1.0, 45.0}}) {
    const Raster<float> result = aspect_deg(plane(utm_grid(), east, north));
    EXPECT_NEAR(std::remainder(result.values(5, 5) - aspect, 360), 0, 0.01);
    EXPECT_LT(result.values(5, 5), 360);
  }
}

TEST(Terrain, LightsTheHillsFromTheNorthWest) {
  const auto light = [](double east, double north) {
    return hillshade(plane(utm_grid(), east, north)).values(5, 5);
  };
  EXPECT_NEAR(light(0, 0), std::sqrt(0.5), 1e-4);
  EXPECT_NEAR(light(std::sqrt(0.5), -std::sqrt(0.5)), 1, 1e-4) << "45°, facing the sun";
  EXPECT_NEAR(light(1, 0), (1 + std::sqrt(0.5)) / 2, 1e-4) << "45°, falling to the west";
  EXPECT_NEAR(light(0.5, 0.5), std::sqrt(0.5 / 1.5), 1e-4) << "across the light";
  EXPECT_EQ(light(-5, 5), 0) << "turned away";
  Raster<float> hole = plane(utm_grid(), 0, 0);
  hole.values(5, 5) = hole.values(5, 6) = kNaN;
  EXPECT_TRUE(std::isnan(hillshade(hole).values(5, 5)));
}

TEST(Terrain, MeasuresCells) {
  const CellLength metres = cell_length(utm_grid(), 3);
  EXPECT_EQ(metres.east_m, 30);
  EXPECT_EQ(metres.north_m, 30);
  const Grid north({10, 1.0 / 3600, 0, 60 + 0.5 / 3600, 0, -1.0 / 3600}, {10, 10}, wgs84());
  const CellLength degrees = cell_length(north, 0);
  EXPECT_NEAR(degrees.east_m, 15.5, 0.05);
  EXPECT_NEAR(degrees.north_m, 30.95, 0.05);
}

TEST(Terrain, FlatHasNoAspect) {
  const Raster<float> dem = plane(utm_grid(), 0, 0);
  EXPECT_EQ(slope_deg(dem).values(3, 3), 0);
  EXPECT_TRUE(std::isnan(aspect_deg(dem).values(3, 3)));
}

TEST(Terrain, ContinuesThePlaneAtGaps) {
  Raster<float> dem = plane(utm_grid(), 0.2, 0.1);
  dem.values(10, 10) = dem.values(10, 11) = dem.values(0, 0) = kNaN;
  const Raster<float> slope = slope_deg(dem);
  const double expected = std::atan(std::hypot(0.2, 0.1)) * kDegrees;
  for (int row = 0; row < 20; ++row) {
    for (int col = 0; col < 30; ++col) {
      if (std::isnan(dem.values(row, col))) {
        EXPECT_TRUE(std::isnan(slope.values(row, col)));
      } else {
        EXPECT_NEAR(slope.values(row, col), expected, 0.01) << row << " " << col;
      }
    }
  }
}

TEST(Terrain, KnowsNothingOfALonelyCell) {
  Raster<float> dem = plane(utm_grid(), 0.2, 0.1);
  for (float& value : dem.values.values()) value = kNaN;
  dem.values(5, 5) = 7;
  EXPECT_TRUE(std::isnan(slope_deg(dem).values(5, 5)));
}

TEST(Terrain, MinusNinetyNineNinetyNineIsAHeightLikeAnyOther) {
  const Grid grid = utm_grid();
  Raster<float> dem{grid, Image<float>(grid.size(), -9999)};
  EXPECT_EQ(slope_deg(dem).values(4, 4), 0);
}

class GeographicTerrain : public testing::TestWithParam<double> {};

TEST_P(GeographicTerrain, KnowsItsGradients) {
  const double latitude = GetParam();
  for (const double cell : {1.0 / 3600, 1.0 / 360}) {
    const Grid grid({10, cell, 0, latitude + 50 * cell, 0, -cell}, {100, 40}, wgs84());
    for (const auto& [east, north] : {std::pair{0.5, 0.0}, {0.0, 0.5}, {-0.3, 0.6}}) {
      // Gradients per metre, so per degree they follow the latitude of each row.
      const DegreeLength middle = degree_length(latitude);
      const Raster<float> dem = plane(grid, east * middle.east_m, north * middle.north_m);
      const Raster<float> slope = slope_deg(dem);
      for (const int row : {0, 20, 50, 99}) {
        const DegreeLength here = degree_length(grid.centre(row, 0).y);
        const double expected = std::atan(std::hypot(east * middle.east_m / here.east_m,
                                                     north * middle.north_m / here.north_m)) *
                                kDegrees;
        EXPECT_NEAR(slope.values(row, 7), expected, 0.05) << latitude << " row " << row;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Latitudes, GeographicTerrain, testing::Values(0.0, 60.0, 80.0, -45.0));

TEST(Terrain, CountsFeet) {
  const CrsPtr feet = parse_crs("EPSG:2263");
  const Raster<float> dem = plane({{1e6, 100, 0, 2e5, 0, -100}, {10, 10}, feet}, 0.3048006, 0);
  EXPECT_NEAR(slope_deg(dem).values(5, 5), 45, 0.01);
}

TEST(Terrain, RefusesGridsItCannotUse) {
  const Raster<float> rotated = plane({{0, 8, 6, 0, 6, -8}, {5, 5}, parse_crs("EPSG:32654")}, 1, 0);
  EXPECT_THAT(test::error_of([&] { slope_deg(rotated); }), HasSubstr("rotated"));
  const Raster<float> lost = plane({{0, 10, 0, 0, 0, -10}, {5, 5}, nullptr}, 1, 0);
  EXPECT_THAT(test::error_of([&] { aspect_deg(lost); }), HasSubstr("no coordinate reference"));
}

// GDAL's own slope and aspect of a rough surface, away from borders.
TEST(Terrain, AgreesWithGdaldem) {
  const test::TempFolder folder;
  const Grid grid = utm_grid();
  Raster<float> dem{grid, Image<float>(grid.size())};
  for (int row = 0; row < grid.rows(); ++row) {
    for (int col = 0; col < grid.cols(); ++col) {
      dem.values(row, col) =
          static_cast<float>(50 * std::sin(row * 0.7) + 40 * std::cos(col * 0.9));
    }
  }
  write_cog(folder / "dem.tif", {grid, {{"height", "m"}}, CellType::f32, {}, true, {}}, dem.values);
  GDALDataset* source = GDALDataset::Open((folder / "dem.tif").c_str());
  for (const char* kind : {"slope", "aspect"}) {
    const std::string path = (folder / kind).string();
    GDALDatasetH result = GDALDEMProcessing(path.c_str(), GDALDataset::ToHandle(source), kind,
                                            nullptr, nullptr, nullptr);
    ASSERT_NE(result, nullptr);
    GDALClose(result);
    const Image<float> theirs = read_band(RasterFile(path)).values;
    const Image<float> ours = (kind[0] == 's' ? slope_deg(dem) : aspect_deg(dem)).values;
    for (int row = 1; row < 19; ++row) {
      for (int col = 1; col < 29; ++col)
        EXPECT_NEAR(ours(row, col), theirs(row, col), 1e-3) << kind;
    }
  }
  GDALClose(source);
}

}  // namespace
}  // namespace scarp::geo
