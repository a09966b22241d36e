#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/raster_file.h"
#include "geo/vector_file.h"
#include "pipeline/first_look_run.h"
#include "product/event_layers.h"
#include "sim/backscatter.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

constexpr Size kSize{300, 600};

Grid scene_grid() {
  return {{500000, 10, 0, 4700000, 0, -10}, kSize, geo::parse_crs("EPSG:32654")};
}

// One landslide in the west of the scene, one in the east.
FirstLookOptions write_scenes(const test::TempFolder& temp) {
  ThreadPool threads(2);
  sim::Ground ground{Image<std::uint8_t>(kSize), Image<std::int32_t>(kSize), {{{}, 0, 3, -4}}};
  for (const int left : {120, 450}) {
    for (int row = 100; row < 120; ++row) {
      for (int col = left; col < left + 15; ++col) ground.landslide(row, col) = 1;
    }
  }
  FirstLookOptions options;
  for (int date = 0; date < 4; ++date) {
    const std::string path = temp / (std::to_string(date) + "_VH.tif");
    geo::write_cog(path, {.grid = scene_grid(), .bands = {{"VH", ""}}},
                   sim::backscatter(scene_grid(), ground, {"VH", date, date == 3}, {}, threads));
    (date < 3 ? options.before : options.after).push_back({"VH", path, {}});
  }
  options.dem = temp / "dem.tif";
  return options;
}

std::vector<double> west_edges(const std::filesystem::path& out) {
  std::vector<double> edges;
  const geo::VectorLayer layer =
      geo::read_polygons((out / "landslides.gpkg").string(), product::kObservedEventLayer);
  for (const geo::Feature& feature : layer.features) {
    double edge = std::numeric_limits<double>::infinity();
    for (const geo::Polygon& polygon : feature.geometry) {
      for (const Point point : polygon.outer) edge = std::min(edge, point.x);
    }
    edges.push_back(edge);
  }
  return edges;
}

// Flat ground, where nothing can slide, under the western half of the scene only.
TEST(FirstLookDem, HoldsChangesToSlopesWhereThereIsADem) {
  const test::TempFolder temp;
  const FirstLookOptions options = write_scenes(temp);
  const Grid half({500000, 30, 0, 4700000, 0, -30}, {100, 100}, geo::parse_crs("EPSG:32654"));
  geo::write_cog(options.dem, {.grid = half, .bands = {{"height", "m"}}},
                 Image<float>(half.size(), 100.0F));
  test::run_first_look(options, temp / "out");
  const std::vector<double> edges = west_edges(temp / "out");
  ASSERT_EQ(edges.size(), 1U);
  EXPECT_NEAR(edges.front(), 504500, 50);
  EXPECT_THAT(test::read_file(temp.path() / "out" / kRunRecordName),
              testing::HasSubstr("the DEM leaves 50 % of the area uncovered"));
}

TEST(FirstLookDem, LeavesTheGateOpenInHoles) {
  const test::TempFolder temp;
  const FirstLookOptions options = write_scenes(temp);
  Image<float> heights(kSize, 100.0F);
  for (int row = 0; row < kSize.rows; ++row) {
    std::fill(heights.row(row) + 300, heights.row(row) + 600,
              std::numeric_limits<float>::quiet_NaN());
  }
  geo::write_cog(options.dem, {.grid = scene_grid(), .bands = {{"height", "m"}}}, heights);
  test::run_first_look(options, temp / "out");
  const std::vector<double> edges = west_edges(temp / "out");
  ASSERT_EQ(edges.size(), 1U);
  EXPECT_NEAR(edges.front(), 504500, 50);
}

}  // namespace
}  // namespace scarp::pipeline
