#include "geo/warp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "geo/cog.h"
#include "geo/crs.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

using test::error_of;
using test::make_raster;
using test::RasterRecipe;
using test::TempFolder;
using testing::AllOf;
using testing::HasSubstr;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

CrsPtr utm() {
  static const CrsPtr crs = parse_crs("EPSG:32654");
  return crs;
}

Grid grid_of(Size size, double x = 500000, double y = 4700000, double cell = 10) {
  return {{x, cell, 0, y, 0, -cell}, size, utm()};
}

// The value of each cell is a function of its centre.
template <typename Function>
Raster<float> surface(const Grid& grid, const Function& value) {
  Raster<float> raster{grid, Image<float>(grid.size())};
  for (int row = 0; row < grid.rows(); ++row) {
    for (int col = 0; col < grid.cols(); ++col) {
      raster.values(row, col) = static_cast<float>(value(grid.centre(row, col)));
    }
  }
  return raster;
}

double ramp(Point p) { return (p.x - 500000) * 0.1 + (p.y - 4700000) * 0.05; }

TEST(Warp, OntoItsOwnGridChangesNothing) {
  const Raster<float> source = surface(grid_of({20, 30}), ramp);
  for (const Resampling way :
       {Resampling::nearest, Resampling::bilinear, Resampling::cubic, Resampling::average}) {
    const Raster<float> result = warp(source, source.grid, way);
    EXPECT_EQ(result.values.values(), source.values.values());
    EXPECT_TRUE(result.grid.compatible(source.grid));
  }
}

TEST(Warp, InterpolatesARampExactly) {
  const Raster<float> source = surface(grid_of({40, 40}), ramp);
  const Grid target = grid_of({30, 30}, 500053, 4699961, 7);
  for (const Resampling way : {Resampling::bilinear, Resampling::cubic}) {
    const Raster<float> result = warp(source, target, way);
    const Raster<float> expected = surface(target, ramp);
    for (std::size_t i = 0; i < expected.values.values().size(); ++i) {
      EXPECT_NEAR(result.values.values()[i], expected.values.values()[i], 1e-3);
    }
  }
}

TEST(Warp, ProjectsWithinAHundredthOfACell) {
  const Raster<float> source = surface(grid_of({400, 400}), ramp);
  const Bounds box = transform_bounds(grid_of({200, 200}, 501000, 4699000), wgs84());
  const Grid target = snapped_grid(box, 0.00005, wgs84());
  const Raster<float> result = warp(source, target, Resampling::bilinear);
  for (int row = 0; row < target.rows(); row += 13) {
    for (int col = 0; col < target.cols(); col += 7) {
      const Point p = transform({target.centre(row, col)}, wgs84(), utm()).front();
      EXPECT_NEAR(result.values(row, col), ramp(p), 0.01 * 10 * 0.1 * 1.5);
    }
  }
}

TEST(Warp, AveragesWhatThereIs) {
  Raster<float> source = surface(grid_of({4, 4}), [](Point) { return 2.0; });
  source.values(0, 0) = 6;
  source.values(0, 1) = kNaN;
  source.values(2, 2) = source.values(2, 3) = source.values(3, 2) = source.values(3, 3) = kNaN;
  const Raster<float> result =
      warp(source, grid_of({2, 2}, 500000, 4700000, 20), Resampling::average);
  EXPECT_FLOAT_EQ(result.values(0, 0), (6 + 2 + 2) / 3.0F);
  EXPECT_EQ(result.values(0, 1), 2);
  EXPECT_TRUE(std::isnan(result.values(1, 1)));
}

TEST(Warp, NoDataDoesNotBleed) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.size = {20, 20};
  recipe.finish = [](GDALDataset& dataset) {
    GDALRasterBand& band = *dataset.GetRasterBand(1);
    band.SetNoDataValue(-9999);
    ASSERT_EQ(band.Fill(5), CE_None);
    std::vector<float> gap(25, -9999);
    ASSERT_EQ(band.RasterIO(GF_Write, 5, 5, 5, 5, gap.data(), 5, 5, GDT_Float32, 0, 0, nullptr),
              CE_None);
    float bad = std::numeric_limits<float>::infinity();
    ASSERT_EQ(band.RasterIO(GF_Write, 15, 15, 1, 1, &bad, 1, 1, GDT_Float32, 0, 0, nullptr),
              CE_None);
  };
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  for (const Resampling way :
       {Resampling::nearest, Resampling::bilinear, Resampling::cubic, Resampling::average}) {
    const Raster<float> result = warp(file, 1, grid_of({30, 30}, 500003, 4699997, 5), way);
    for (const float value : result.values.values()) {
      EXPECT_TRUE(std::isnan(value) || std::abs(value - 5) < 1e-5) << value;
    }
    EXPECT_TRUE(std::isnan(result.values(14, 14)));
    EXPECT_FALSE(std::isnan(result.values(2, 2)));
  }
}

TEST(Warp, AppliesScaleAndMaskOfTheFile) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.type = GDT_Int16;
  recipe.size = {10, 10};
  recipe.finish = [](GDALDataset& dataset) {
    dataset.GetRasterBand(1)->SetScale(0.5);
    dataset.GetRasterBand(1)->SetOffset(100);
  };
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  EXPECT_EQ(warp(file, 1, file.grid(), Resampling::bilinear).values.values(),
            read_band(file).values.values());
}

TEST(Warp, ReadsOnlyWhatItNeeds) {
  // A terabyte of nothing, on disk a few kilobytes.
  const TempFolder folder;
  make_raster(folder / "unused.tif");
  CPLStringList options;
  for (const char* option : {"SPARSE_OK=YES", "TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=YES",
                             "BLOCKXSIZE=16384", "BLOCKYSIZE=16384"}) {
    options.AddString(option);
  }
  GDALDataset* dataset = GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
      (folder / "a.tif").c_str(), 500000, 500000, 1, GDT_Byte, options.List());
  double terms[6] = {500000, 0.1, 0, 4700000, 0, -0.1};
  dataset->SetGeoTransform(terms);
  OGRSpatialReference system;
  system.importFromEPSG(32654);
  dataset->SetSpatialRef(&system);
  GDALClose(dataset);
  const Raster<float> result = warp(RasterFile(folder / "a.tif"), 1,
                                    grid_of({10, 10}, 520000, 4680000, 0.1), Resampling::bilinear);
  EXPECT_THAT(result.values.values(), testing::Each(0));
}

TEST(Warp, LeavesCellsOutsideEmpty) {
  const Raster<float> source = surface(grid_of({10, 10}), ramp);
  const Raster<float> result =
      warp(source, grid_of({20, 20}, 499950, 4700050), Resampling::nearest);
  EXPECT_TRUE(std::isnan(result.values(4, 10)));
  EXPECT_TRUE(std::isnan(result.values(10, 4)));
  EXPECT_EQ(result.values(5, 5), source.values(0, 0));
  EXPECT_EQ(result.values(14, 14), source.values(9, 9));
  EXPECT_TRUE(std::isnan(result.values(15, 14)));
}

TEST(Warp, FillsSouthUpGrids) {
  const Raster<float> source = surface(grid_of({10, 10}), ramp);
  const Grid target({500000, 10, 0, 4699900, 0, 10}, {10, 10}, utm());
  const Raster<float> result = warp(source, target, Resampling::bilinear);
  EXPECT_NEAR(result.values(0, 3), source.values(9, 3), 1e-5);
  EXPECT_NEAR(result.values(9, 3), source.values(0, 3), 1e-5);
}

TEST(Warp, ReadsSouthUpFiles) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.geotransform = {500000, 10, 0, 4699970, 0, 10};
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  EXPECT_EQ(warp(file, 1, grid_of({3, 4}), Resampling::nearest).values.values(),
            read_band(file).values.values());
}

// A surface in longitude that does not mind whether 180° is called −180°.
double wave(Point p) { return 100 + 50 * std::sin((p.x - 180) * M_PI / 180) + p.y; }

void expect_wave(const Raster<float>& result, double tolerance) {
  int known = 0;
  for (int row = 0; row < result.grid.rows(); row += 5) {
    for (int col = 0; col < result.grid.cols(); col += 5) {
      const Point p = transform({result.grid.centre(row, col)}, result.grid.crs(), wgs84()).front();
      if (std::isnan(result.values(row, col))) continue;
      ++known;
      EXPECT_NEAR(result.values(row, col), wave(p), tolerance) << p.x << " " << p.y;
    }
  }
  EXPECT_EQ(known, ((result.grid.rows() + 4) / 5) * ((result.grid.cols() + 4) / 5));
}

class Antimeridian : public testing::TestWithParam<const char*> {
 protected:
  // 20 km around 180° E, 10° N in a UTM zone.
  Grid target() const {
    const CrsPtr crs = parse_crs(GetParam());
    const Point middle = transform({{180, 10}}, wgs84(), crs).front();
    return {{middle.x - 10000, 200, 0, middle.y + 10000, 0, -200}, {100, 100}, crs};
  }
};

TEST_P(Antimeridian, SourceThatCountsOn) {
  const Raster<float> source = surface({{179, 0.01, 0, 11, 0, -0.01}, {200, 200}, wgs84()}, wave);
  expect_wave(warp(source, target(), Resampling::bilinear), 1e-3);
}

TEST_P(Antimeridian, SourceThatCountsBack) {
  const Raster<float> source = surface({{-181, 0.01, 0, 11, 0, -0.01}, {200, 200}, wgs84()}, wave);
  expect_wave(warp(source, target(), Resampling::bilinear), 1e-3);
}

TEST_P(Antimeridian, SourceAroundTheWorld) {
  const Raster<float> source = surface({{-180, 0.05, 0, 12, 0, -0.05}, {80, 7200}, wgs84()}, wave);
  expect_wave(warp(source, target(), Resampling::bilinear), 0.05);
}

INSTANTIATE_TEST_SUITE_P(Zones, Antimeridian, testing::Values("EPSG:32660", "EPSG:32601"));

TEST(Warp, CrossesTheAntimeridianIntoDegrees) {
  const CrsPtr zone1 = parse_crs("EPSG:32601");
  const Point middle = transform({{180, 10}}, wgs84(), zone1).front();
  const Grid source_grid({middle.x - 20000, 200, 0, middle.y + 20000, 0, -200}, {200, 200}, zone1);
  Raster<float> source{source_grid, Image<float>(source_grid.size())};
  std::vector<Point> centres;
  for (int row = 0; row < 200; ++row) {
    for (int col = 0; col < 200; ++col) centres.push_back(source_grid.centre(row, col));
  }
  centres = transform(centres, zone1, wgs84());
  for (std::size_t i = 0; i < centres.size(); ++i) {
    source.values.values()[i] = static_cast<float>(wave(centres[i]));
  }
  expect_wave(
      warp(source, {{179.9, 0.002, 0, 10.1, 0, -0.002}, {100, 100}, wgs84()}, Resampling::bilinear),
      0.01);
}

TEST(Warp, RefusesRastersElsewhere) {
  const Raster<float> source = surface(grid_of({10, 10}), ramp);
  EXPECT_THAT(error_of([&] { warp(source, grid_of({10, 10}, 600000), Resampling::nearest); }),
              HasSubstr("does not cover any of the area wanted"));
  const TempFolder folder;
  make_raster(folder / "a.tif");
  const Grid rome({12, 0.001, 0, 42, 0, -0.001}, {10, 10}, wgs84());
  EXPECT_THAT(error_of([&] { warp(RasterFile(folder / "a.tif"), 1, rome, Resampling::cubic); }),
              HasSubstr("a.tif: does not cover"));
}

TEST(Warp, LeavesAllEmptyElsewhereWhenToldTo) {
  const auto is_nan = testing::Truly([](float value) { return std::isnan(value); });
  const Raster<float> source = surface(grid_of({10, 10}), ramp);
  const Grid rome({12, 0.001, 0, 42, 0, -0.001}, {10, 10}, wgs84());
  const Grid pole({-1e6, 1e3, 0, -1e6, 0, -1e3}, {10, 10}, parse_crs("EPSG:3031"));
  for (const Grid& grid : {grid_of({10, 10}, 600000), rome, pole}) {
    const Raster<float> result = warp(source, grid, Resampling::bilinear, Apart::empty);
    EXPECT_THAT(result.values.values(), testing::Each(is_nan));
  }
  EXPECT_EQ(warp(source, source.grid, Resampling::nearest, Apart::empty).values.values(),
            source.values.values());
}

TEST(Warp, KnowsWhichGridsTouch) {
  const Grid grid = grid_of({10, 10});
  EXPECT_TRUE(touch(grid, grid_of({10, 10}, 500090, 4700090)));
  EXPECT_TRUE(touch(grid, grid_of({1000, 1000}, 495000, 4705000)));
  EXPECT_FALSE(touch(grid, grid_of({10, 10}, 500100)));
  const Grid west({-181, 0.1, 0, 1, 0, -0.1}, {20, 20}, wgs84());
  const Grid east({178.5, 0.1, 0, 1, 0, -0.1}, {20, 20}, wgs84());
  EXPECT_TRUE(touch(west, east));
}

TEST(Warp, AcceptsEmptyRastersInPlace) {
  const Raster<float> source = surface(grid_of({10, 10}), [](Point) { return kNaN; });
  const auto is_nan = testing::Truly([](float value) { return std::isnan(value); });
  EXPECT_THAT(warp(source, source.grid, Resampling::cubic).values.values(), testing::Each(is_nan));
}

TEST(Warp, NeedsReferenceSystemsAndBands) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.crs = "";
  make_raster(folder / "a.tif", recipe);
  const RasterFile lost(folder / "a.tif");
  EXPECT_THAT(error_of([&] { warp(lost, 1, grid_of({3, 4}), Resampling::nearest); }),
              HasSubstr("a.tif: has no coordinate reference system"));
  make_raster(folder / "b.tif");
  const RasterFile file(folder / "b.tif");
  EXPECT_THAT(error_of([&] { warp(file, 2, grid_of({3, 4}), Resampling::nearest); }),
              HasSubstr("band 2 was asked for"));
}

TEST(Warp, NamesTheFileThatIsCutShort) {
  const TempFolder folder;
  const Grid grid = grid_of({1000, 1000});
  write_cog(folder / "a.tif", {grid, {{"", ""}}, CellType::f32, {}, true, {}},
            surface(grid, [](Point p) { return std::sin(p.x) * std::sin(p.y); }).values);
  std::filesystem::resize_file(folder / "a.tif", std::filesystem::file_size(folder / "a.tif") / 2);
  EXPECT_THAT(error_of([&] { warp(RasterFile(folder / "a.tif"), 1, grid, Resampling::cubic); }),
              AllOf(HasSubstr("a.tif: band 1 cannot be read"), HasSubstr("download it again")));
}

}  // namespace
}  // namespace scarp::geo
