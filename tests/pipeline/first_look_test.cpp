#include "pipeline/first_look.h"

#include <gtest/gtest.h>

#include <fstream>

#include "change/detector.h"
#include "core/random.h"
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

constexpr Size kSize{300, 300};
const Window kSlide{100, 120, 20, 12};

Grid utm_grid() { return {{500000, 10, 0, 4700000, 0, -10}, kSize, geo::parse_crs("EPSG:32654")}; }

// Forest with one landslide of −4 dB in VH and +3 dB in VV.
void write_event(const test::TempFolder& temp) {
  ThreadPool threads(2);
  sim::Ground ground{Image<std::uint8_t>(kSize), Image<std::int32_t>(kSize), {{{}, 0, 3, -4}}};
  for (int row = kSlide.row; row < kSlide.row_end(); ++row) {
    for (int col = kSlide.col; col < kSlide.col_end(); ++col) ground.landslide(row, col) = 1;
  }
  const Grid grid = utm_grid();
  for (const std::string polarisation : {"VV", "VH"}) {
    for (int date = 0; date < 4; ++date) {
      const std::string name = std::to_string(date) + "_" + polarisation + ".tif";
      geo::write_cog(temp / name, {.grid = grid, .bands = {{polarisation, ""}}},
                     sim::backscatter(grid, ground, {polarisation, date, date == 3}, {}, threads));
    }
  }
}

FirstLookOptions options_for(const test::TempFolder& temp) {
  FirstLookOptions options;
  for (const std::string polarisation : {"VV", "VH"}) {
    for (int date = 0; date < 4; ++date) {
      const std::string path =
          (temp / (std::to_string(date) + "_" + polarisation + ".tif")).string();
      (date < 3 ? options.before : options.after).push_back({polarisation, path, {}});
    }
  }
  return options;
}

geo::VectorLayer outlines(const std::filesystem::path& folder) {
  return geo::read_polygons((folder / "landslides.gpkg").string(), product::kObservedEventLayer);
}

double value_of(const geo::VectorLayer& layer, const geo::Feature& feature,
                const std::string& name) {
  for (std::size_t i = 0; i < layer.fields.size(); ++i) {
    if (layer.fields[i].name == name) return std::get<double>(feature.values[i]);
  }
  ADD_FAILURE() << "no field " << name;
  return 0;
}

TEST(FirstLook, OutlinesALandslideWithItsAttributes) {
  const test::TempFolder temp;
  write_event(temp);
  test::run_first_look(options_for(temp), temp / "out");

  const geo::VectorLayer layer = outlines(temp / "out");
  ASSERT_EQ(layer.features.size(), 1U);
  const geo::Feature& slide = layer.features.front();
  EXPECT_NEAR(value_of(layer, slide, "area_m2"), kSlide.size().cells() * 100.0, 6000);
  EXPECT_NEAR(value_of(layer, slide, "mean_change_vh_db"), -4, 1);
  EXPECT_NEAR(value_of(layer, slide, "mean_change_vv_db"), 3, 1);
  EXPECT_GT(value_of(layer, slide, "max_score"), value_of(layer, slide, "mean_score"));
  EXPECT_NEAR(value_of(layer, slide, "area_m2"), geo::area(slide.geometry), 1);

  const geo::RasterFile change((temp / "out" / "change.tif").string());
  EXPECT_EQ(change.band_count(), 3);
  EXPECT_EQ(change.band(2).description, "change VH");
  EXPECT_EQ(change.band(2).unit, "dB");
  EXPECT_TRUE(change.grid().compatible(utm_grid()));
}

TEST(FirstLook, LeavesOutWhatIsBelowTheMinimumMappingUnit) {
  const test::TempFolder temp;
  write_event(temp);
  FirstLookOptions options = options_for(temp);
  options.min_area_m2 = 1e6;
  test::run_first_look(options, temp / "out");
  EXPECT_TRUE(outlines(temp / "out").features.empty());
}

TEST(FirstLook, LeavesOutFlatGroundWithADem) {
  const test::TempFolder temp;
  write_event(temp);
  FirstLookOptions options = options_for(temp);
  options.dem = (temp / "flat.tif").string();
  geo::write_cog(options.dem, {.grid = utm_grid(), .bands = {{"height", "m"}}},
                 Image<float>(kSize, 100.0F));
  test::run_first_look(options, temp / "out");
  EXPECT_TRUE(outlines(temp / "out").features.empty());
}

TEST(FirstLook, GivesTheSameBytesForAnyNumberOfThreads) {
  const test::TempFolder temp;
  write_event(temp);
  test::run_first_look(options_for(temp), temp / "one", 1);
  test::run_first_look(options_for(temp), temp / "three", 3);
  for (const char* name : {"change.tif", "score.tif", "mask.tif", "landslides.gpkg", "summary.json",
                           "quicklook.png"}) {
    EXPECT_EQ(test::read_file(temp.path() / "one" / name),
              test::read_file(temp.path() / "three" / name))
        << name;
  }
}

// Taller than two strips: what is computed strip by strip is what the whole raster gives.
TEST(FirstLook, LeavesNoSeamsBetweenStrips) {
  const test::TempFolder temp;
  const Grid grid({500000, 10, 0, 4700000, 0, -10}, {1100, 90}, geo::parse_crs("EPSG:32654"));
  FirstLookOptions options;
  for (int date = 0; date < 4; ++date) {
    Image<float> image(grid.size());
    Random random(7, static_cast<std::uint64_t>(date));
    for (float& value : image.values()) value = static_cast<float>(0.1 * random.speckle(5));
    const std::string path = (temp / (std::to_string(date) + "_VV.tif")).string();
    geo::write_cog(path, {.grid = grid, .bands = {{"VV", ""}}}, image);
    (date < 3 ? options.before : options.after).push_back({"VV", path, {}});
  }
  test::run_first_look(options, temp / "out");

  ThreadPool threads(2);
  Reporter reporter(Reporter::Level::quiet);
  const SeriesFiles files = open_series(options.before, options.after, {}, reporter);
  const Window all = whole(grid.size());
  const change::Detection expected = change::detect(
      files.series, change::calibrate(files.series, {}, threads, reporter), {all, all});
  const geo::RasterFile score((temp / "out" / "score.tif").string());
  EXPECT_EQ(score.read(1, all).values(), expected.score.values());
}

}  // namespace
}  // namespace scarp::pipeline
