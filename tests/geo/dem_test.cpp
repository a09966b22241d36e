#include "geo/dem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "core/error.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/dem_survey.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

using testing::HasSubstr;

const Grid& grid() {
  static const Grid grid({577000, 30, 0, 4736000, 0, -30}, {40, 60}, parse_crs("EPSG:32654"));
  return grid;
}

template <typename Function>
Raster<float> heights_of(const Function& height) {
  Raster<float> heights{grid(), Image<float>(grid().size())};
  for (int row = 0; row < grid().rows(); ++row) {
    for (int col = 0; col < grid().cols(); ++col) {
      heights.values(row, col) = static_cast<float>(height(row, col));
    }
  }
  return heights;
}

template <typename Function>
std::string write_dem(const test::TempFolder& temp, const Function& height,
                      const std::string& unit = "m") {
  write_cog(temp / "dem.tif", {.grid = grid(), .bands = {{"height", unit}}},
            heights_of(height).values);
  return temp / "dem.tif";
}

TEST(Dem, HasNoHeightWhereItCannotBe) {
  const test::TempFolder temp;
  const std::string path =
      write_dem(temp, [](int row, int col) { return row == 3 && col < 9 ? -9999 : 100 + col; });
  const Dem dem(path);
  EXPECT_FALSE(dem.met_implausible());
  const Image<float> heights = dem.read(1, whole(grid().size()));
  EXPECT_TRUE(std::isnan(heights(3, 8)));
  EXPECT_EQ(heights(3, 9), 109);
  EXPECT_TRUE(dem.met_implausible());
}

TEST(Dem, HasNoHeightWhereItWasToldSo) {
  const test::TempFolder temp;
  const Dem dem(write_dem(temp, [](int row, int col) { return row == 3 ? 0 : 100 + col; }), 0);
  const Image<float> heights = dem.read(1, {2, 0, 2, 60});
  EXPECT_EQ(heights(0, 7), 107);
  for (int col = 0; col < 60; ++col) EXPECT_TRUE(std::isnan(heights(1, col)));
  EXPECT_FALSE(dem.met_implausible());
}

TEST(Dem, RefusesWhatHoldsNoHeightsInMetres) {
  const test::TempFolder temp;
  const auto refused = [](const std::string& path) {
    try {
      const Dem dem(path);
      return std::string();
    } catch (const Error& error) {
      return error.problem().what;
    }
  };
  EXPECT_THAT(
      refused(write_dem(temp, [](int, int) { return 1; }, "ft")), HasSubstr("not in metres"));
  CogWriter two(temp / "two.tif", {.grid = grid(), .bands = {{"a", ""}, {"b", ""}}});
  for (const int band : {1, 2}) two.write(band, 0, 0, Image<float>(grid().size()));
  two.finish();
  EXPECT_THAT(refused(temp / "two.tif"), HasSubstr("2 bands"));
}

// A valley floor at 2000 m of which a corner is 0; a shore that rises 1 m in 3.
TEST(DemSurvey, TellsGapsFromTheSea) {
  const DemSurvey gaps =
      survey(heights_of([](int row, int col) { return row < 20 && col < 30 ? 0 : 2000 + col; }));
  EXPECT_TRUE(gaps.zeros_are_gaps());
  EXPECT_EQ(gaps.zeros, 600);
  EXPECT_EQ(gaps.known, 2400);
  EXPECT_EQ(gaps.shores, 50);
  EXPECT_EQ(gaps.cliffs, 50);
  EXPECT_EQ(gaps.lowest_m, 0);
  EXPECT_EQ(gaps.highest_m, 2059);
  const DemSurvey shore =
      survey(heights_of([](int, int col) { return col < 30 ? 0 : 10 * (col - 29); }));
  EXPECT_FALSE(shore.zeros_are_gaps());
  EXPECT_EQ(shore.shores, 40);
  EXPECT_EQ(shore.cliffs, 0);
}

// Walls of 20 m at the water are no cliffs, however steep.
TEST(DemSurvey, LeavesLowWallsAlone) {
  const DemSurvey quay = survey(heights_of([](int, int col) { return col < 30 ? 0 : 40; }));
  EXPECT_FALSE(quay.zeros_are_gaps());
}

TEST(DemSurvey, DoesNotDependOnStrips) {
  const test::TempFolder temp;
  const Grid tall({577000, 30, 0, 4736000, 0, -30}, {700, 30}, grid().crs());
  Image<float> heights(tall.size());
  for (int row = 0; row < tall.rows(); ++row) {
    for (int col = 0; col < tall.cols(); ++col) {
      heights(row, col) = row / 16 % 2 == 0 ? 0.0F : 500.0F + static_cast<float>(col);
    }
  }
  write_cog(temp / "dem.tif", {.grid = tall, .bands = {{"height", "m"}}}, heights);
  ThreadPool threads(2);
  const DemSurvey whole_one = survey({tall, heights});
  const DemSurvey in_strips = survey(Dem(temp / "dem.tif"), tall, 0, threads);
  EXPECT_EQ(in_strips.shores, whole_one.shores);
  EXPECT_EQ(in_strips.cliffs, whole_one.cliffs);
  EXPECT_EQ(in_strips.zeros, whole_one.zeros);
  EXPECT_EQ(in_strips.known, whole_one.known);
}

// However longitudes are counted, only the cells within reach of the area are looked at: ground at
// 201° east, that is 159° west, and around the edge of a DEM that goes all around the Earth.
TEST(DemSurvey, FindsLongitudesCountedDifferently) {
  const test::TempFolder temp;
  ThreadPool threads(2);
  const auto area_at = [](double west) {
    return Grid({west, 0.1, 0, 10, 0, -0.1}, {20, 20}, wgs84());
  };
  // Heights are degrees east of the DEM's own meridian.
  const auto survey_at = [&](double first_deg, double width_deg, double west) {
    const Grid dem({first_deg, 0.5, 0, 12, 0, -0.5}, {16, static_cast<int>(2 * width_deg)},
                   wgs84());
    Image<float> heights(dem.size());
    for (int row = 0; row < dem.rows(); ++row) {
      for (int col = 0; col < dem.cols(); ++col) {
        heights(row, col) = static_cast<float>(1 + std::floor(dem.centre(row, col).x - first_deg));
      }
    }
    write_cog(temp / "dem.tif", {.grid = dem, .bands = {{"height", "m"}}}, heights);
    return survey(Dem(temp / "dem.tif"), area_at(west), 1000, threads);
  };
  const DemSurvey same = survey_at(195, 10, 201);
  const DemSurvey turned = survey_at(195, 10, -159);
  EXPECT_LT(same.known, 50);
  EXPECT_EQ(turned.known, same.known);
  EXPECT_EQ(turned.lowest_m, 6);
  EXPECT_EQ(turned.highest_m, 9);
  EXPECT_EQ(turned.highest_m, same.highest_m);
  const DemSurvey all_around = survey_at(-180, 360, 179);
  EXPECT_EQ(all_around.lowest_m, 1);
  EXPECT_EQ(all_around.highest_m, 360);
  EXPECT_EQ(all_around.known, same.known);
}

DemSurvey survey_of(const std::string& path) { return survey(read_band(RasterFile(path))); }

// A third of the cells are 0 rather than the no-data value that the file declares.
TEST(DemSurvey, FindsTheGapsOfJiuzhaigou) {
  SCARP_SHARED_DATA(path, "dem/jiuzhaigou_DEM_030_utm48.tif");
  const DemSurvey found = survey_of(path.string());
  EXPECT_TRUE(found.zeros_are_gaps());
  EXPECT_NEAR(static_cast<double>(found.zeros) / static_cast<double>(found.known), 0.33, 0.01);
  EXPECT_GT(static_cast<double>(found.cliffs), 0.9 * static_cast<double>(found.shores));
}

// Volcanic islands, 2000 m high, in a sea of 0.
TEST(DemSurvey, TakesTheSeaForTheSea) {
  SCARP_SHARED_DATA(path, "dem/Copernicus_DSM_COG_10_N00_00_E006_00_DEM.tif");
  const DemSurvey found = survey_of(path.string());
  EXPECT_FALSE(found.zeros_are_gaps());
  EXPECT_GT(found.shores, 5000);
  EXPECT_LT(static_cast<double>(found.cliffs), 0.02 * static_cast<double>(found.shores));
}

}  // namespace
}  // namespace scarp::geo
