#include "geo/raster_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "core/thread_pool.h"
#include "geo/crs.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

using test::cell_value;
using test::make_raster;
using test::RasterRecipe;
using test::TempFolder;
using testing::IsEmpty;

// Reads back the first row of a raster whose band `edit` has filled.
Image<float> read_edited(GDALDataType type, const std::vector<double>& values,
                         const std::function<void(GDALDataset&)>& edit,
                         const std::vector<std::string>& options = {}) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.type = type;
  recipe.size = {1, static_cast<int>(values.size())};
  recipe.options = options;
  recipe.finish = [&](GDALDataset& dataset) {
    edit(dataset);
    std::vector<double> row = values;
    EXPECT_EQ(dataset.GetRasterBand(1)->RasterIO(GF_Write, 0, 0, recipe.size.cols, 1, row.data(),
                                                 recipe.size.cols, 1, GDT_Float64, 0, 0, nullptr),
              CE_None);
  };
  make_raster(folder / "a.tif", recipe);
  return RasterFile((folder / "a.tif").string()).read(1, {0, 0, 1, recipe.size.cols});
}

TEST(RasterFile, ReadsValuesAndPlace) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.bands = 2;
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  EXPECT_EQ(file.band_count(), 2);
  EXPECT_EQ(file.grid().size(), (Size{3, 4}));
  EXPECT_EQ(file.grid().crs()->name, "EPSG:32654");
  EXPECT_EQ(file.grid().to_world({0, 0}), (Point{500000, 4700000}));
  EXPECT_EQ(file.grid().centre(1, 1), (Point{500015, 4699985}));
  EXPECT_NO_THROW(file.require_georeference());
  const Image<float> part = file.read(2, {1, 2, 2, 2});
  EXPECT_EQ(part(0, 0), cell_value(2, 1, 2));
  EXPECT_EQ(part(1, 1), cell_value(2, 2, 3));
  EXPECT_EQ(read_band(file, 1).values(2, 3), cell_value(1, 2, 3));
}

TEST(RasterFile, ReadsWhatIsSaidOfBands) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.finish = [](GDALDataset& dataset) {
    dataset.SetMetadataItem("POLARISATION", "VV");
    dataset.GetRasterBand(1)->SetDescription("VV");
    dataset.GetRasterBand(1)->SetUnitType("dB");
    dataset.GetRasterBand(1)->SetNoDataValue(-9999);
    dataset.GetRasterBand(1)->SetMetadataItem("date", "2018-09-06");
  };
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  EXPECT_EQ(file.band(1).description, "VV");
  EXPECT_EQ(file.band(1).unit, "dB");
  EXPECT_EQ(file.band(1).type, "Float32");
  EXPECT_EQ(file.band(1).no_data, -9999);
  EXPECT_EQ(file.band(1).metadata.at("date"), "2018-09-06");
  EXPECT_EQ(file.metadata().at("POLARISATION"), "VV");
}

TEST(RasterFile, LeavesNoFilesBesideItsInput) {
  const TempFolder folder;
  make_raster(folder / "a.tif");
  read_band(RasterFile(folder / "a.tif"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(RasterFile, TurnsSouthUpFilesNorthUp) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.geotransform = {500000, 10, 0, 4699970, 0, 10};
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  EXPECT_TRUE(file.grid().north_up());
  EXPECT_EQ(file.grid().to_world({0, 0}), (Point{500000, 4700000}));
  const Image<float> all = read_band(file).values;
  EXPECT_EQ(all(0, 1), cell_value(1, 2, 1));
  EXPECT_EQ(all(2, 3), cell_value(1, 0, 3));
  EXPECT_EQ(file.read(1, {0, 2, 1, 2})(0, 1), cell_value(1, 2, 3));
}

TEST(RasterFile, TurnsWestwardFilesAround) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.geotransform = {500040, -10, 0, 4700000, 0, -10};
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  EXPECT_TRUE(file.grid().north_up());
  EXPECT_EQ(file.grid().to_world({0, 0}), (Point{500000, 4700000}));
  EXPECT_EQ(file.read(1, {1, 0, 1, 1})(0, 0), cell_value(1, 1, 3));
}

TEST(RasterFile, KeepsRotation) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.geotransform = {500000, 8, 6, 4700000, 6, -8};
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  EXPECT_FALSE(file.grid().north_up());
  EXPECT_EQ(file.grid().affine().x_per_row, 6);
  EXPECT_EQ(file.grid().affine().y_per_col, 6);
  EXPECT_EQ(read_band(file).values(1, 2), cell_value(1, 1, 2));
}

TEST(RasterFile, AppliesScaleAndOffsetButNotToNoData) {
  const auto image = read_edited(GDT_Int16, {100, -32768, 200}, [](GDALDataset& dataset) {
    dataset.GetRasterBand(1)->SetScale(0.01);
    dataset.GetRasterBand(1)->SetOffset(5);
    dataset.GetRasterBand(1)->SetNoDataValue(-32768);
  });
  EXPECT_FLOAT_EQ(image(0, 0), 6);
  EXPECT_TRUE(std::isnan(image(0, 1)));
  EXPECT_FLOAT_EQ(image(0, 2), 7);
}

TEST(RasterFile, TurnsInfiniteValuesIntoNoData) {
  const double inf = std::numeric_limits<double>::infinity();
  const auto image = read_edited(GDT_Float32, {inf, -inf, 1}, [](GDALDataset&) {});
  EXPECT_TRUE(std::isnan(image(0, 0)));
  EXPECT_TRUE(std::isnan(image(0, 1)));
  EXPECT_EQ(image(0, 2), 1);
}

TEST(RasterFile, KnowsTheLowestFloatFromItsText) {
  // Fifteen digits, as ArcGIS writes it: beyond the lowest float, and still meant to be it.
  const double lowest = std::numeric_limits<float>::lowest();
  const auto image = read_edited(GDT_Float32, {lowest, 2}, [](GDALDataset& dataset) {
    dataset.GetRasterBand(1)->SetNoDataValue(-3.40282346638529e+38);
  });
  EXPECT_TRUE(std::isnan(image(0, 0)));
  EXPECT_EQ(image(0, 1), 2);
}

TEST(RasterFile, ComparesNoDataInTheTypeOfTheFile) {
  const auto image = read_edited(GDT_Float32, {-3.4e38, 0.1, 2}, [](GDALDataset& dataset) {
    dataset.GetRasterBand(1)->SetNoDataValue(-3.4e38);
  });
  EXPECT_TRUE(std::isnan(image(0, 0)));
  EXPECT_FLOAT_EQ(image(0, 1), 0.1F);
}

TEST(RasterFile, HonoursNaNAsNoData) {
  const auto image = read_edited(GDT_Float32, {std::nan(""), 3}, [](GDALDataset& dataset) {
    dataset.GetRasterBand(1)->SetNoDataValue(std::nan(""));
  });
  EXPECT_TRUE(std::isnan(image(0, 0)));
  EXPECT_EQ(image(0, 1), 3);
}

TEST(RasterFile, TellsLargeIntegersFromNoData) {
  const auto image = read_edited(GDT_Int32, {2147483647, 2147483646}, [](GDALDataset& dataset) {
    dataset.GetRasterBand(1)->SetNoDataValue(2147483647);
  });
  EXPECT_TRUE(std::isnan(image(0, 0)));
  EXPECT_EQ(image(0, 1), 2147483646.0F);
}

TEST(RasterFile, ReadsDoublesBeyondFloatAsNoData) {
  const auto image = read_edited(GDT_Float64, {1e300, -9999.1, 5}, [](GDALDataset& dataset) {
    dataset.GetRasterBand(1)->SetNoDataValue(-9999.1);
  });
  EXPECT_TRUE(std::isnan(image(0, 0)));
  EXPECT_TRUE(std::isnan(image(0, 1)));
  EXPECT_EQ(image(0, 2), 5);
}

TEST(RasterFile, ReadsSixtyFourBitIntegers) {
  const auto image = read_edited(GDT_Int64, {7, -1}, [](GDALDataset& dataset) {
    dataset.GetRasterBand(1)->SetNoDataValueAsInt64(-1);
  });
  EXPECT_EQ(image(0, 0), 7);
  EXPECT_TRUE(std::isnan(image(0, 1)));
}

TEST(RasterFile, HonoursMaskBands) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.bands = 2;
  recipe.finish = [](GDALDataset& dataset) {
    const CPLConfigOptionSetter inside("GDAL_TIFF_INTERNAL_MASK", "YES", false);
    ASSERT_EQ(dataset.CreateMaskBand(GMF_PER_DATASET), CE_None);
    std::vector<GByte> mask(12, 255);
    mask[5] = 0;
    ASSERT_EQ(dataset.GetRasterBand(1)->GetMaskBand()->RasterIO(GF_Write, 0, 0, 4, 3, mask.data(),
                                                                4, 3, GDT_Byte, 0, 0, nullptr),
              CE_None);
  };
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  for (const int band : {1, 2}) {
    const Image<float> all = read_band(file, band).values;
    EXPECT_TRUE(std::isnan(all(1, 1)));
    EXPECT_EQ(all(1, 2), cell_value(band, 1, 2));
  }
}

TEST(RasterFile, TakesTransparentCellsForNoData) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.type = GDT_Byte;
  recipe.bands = 2;
  recipe.options = {"ALPHA=YES"};
  recipe.finish = [](GDALDataset& dataset) {
    GByte clear = 0;
    ASSERT_EQ(dataset.GetRasterBand(2)->RasterIO(GF_Write, 2, 1, 1, 1, &clear, 1, 1, GDT_Byte, 0, 0,
                                                 nullptr),
              CE_None);
  };
  make_raster(folder / "a.tif", recipe);
  const Image<float> all = read_band(RasterFile(folder / "a.tif")).values;
  EXPECT_TRUE(std::isnan(all(1, 2)));
  EXPECT_EQ(all(1, 1), cell_value(1, 1, 1));
}

TEST(RasterFile, ReadsTheAllowedKinds) {
  const TempFolder folder;
  for (const auto& [driver, name] : std::vector<std::pair<std::string, std::string>>{
           {"ENVI", "sigma0.img"}, {"HFA", "a.img"}, {"EHdr", "a.bil"}}) {
    RasterRecipe recipe;
    recipe.driver = driver;
    std::filesystem::create_directory(folder / driver);
    make_raster(folder / driver / name, recipe);
    const RasterFile file(folder / driver / name);
    EXPECT_EQ(file.grid().size(), (Size{3, 4})) << driver;
    EXPECT_EQ(read_band(file).values(2, 1), cell_value(1, 2, 1)) << driver;
    EXPECT_TRUE(same_crs(file.grid().crs(), parse_crs("EPSG:32654"))) << driver;
  }
}

TEST(RasterFile, ReadsSrtmTiles) {
  const TempFolder folder;
  // Big-endian 16-bit heights, from the north-west corner.
  std::string bytes(std::size_t{1201} * 1201 * 2, '\0');
  bytes[1] = 7;
  bytes[2] = '\x80';  // -32768
  test::write_file(folder / "N42E141.hgt", bytes);
  const RasterFile file(folder / "N42E141.hgt");
  EXPECT_TRUE(same_crs(file.grid().crs(), wgs84()));
  EXPECT_NEAR(file.grid().centre(0, 0).x, 141, 1e-9);
  EXPECT_NEAR(file.grid().centre(0, 0).y, 43, 1e-9);
  const Image<float> start = file.read(1, {0, 0, 1, 3});
  EXPECT_EQ(start(0, 0), 7);
  EXPECT_TRUE(std::isnan(start(0, 1)));
  EXPECT_EQ(start(0, 2), 0);
}

TEST(RasterFile, ReadsInsideZipArchives) {
  const TempFolder folder;
  make_raster(folder / "a.tif");
  const std::string zip = (folder / "a.zip").string();
  VSILFILE* member = VSIFOpenL(("/vsizip/" + zip + "/a.tif").c_str(), "wb");
  const std::string bytes = test::read_file(folder / "a.tif");
  VSIFWriteL(bytes.data(), 1, bytes.size(), member);
  VSIFCloseL(member);
  const RasterFile file("/vsizip/" + zip + "/a.tif");
  EXPECT_EQ(read_band(file).values(2, 1), cell_value(1, 2, 1));
}

TEST(RasterFile, OpensWithoutPositionButMaySayNo) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.geotransform.reset();
  recipe.crs = "";
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  EXPECT_EQ(file.grid().crs(), nullptr);
  EXPECT_TRUE(file.grid().north_up());
  EXPECT_EQ(read_band(file).values(2, 1), cell_value(1, 2, 1));
  EXPECT_THAT(test::error_of([&] { file.require_georeference(); }),
              testing::HasSubstr("a.tif: has no position on the Earth"));
}

TEST(RasterFile, ServesManyThreads) {
  const TempFolder folder;
  RasterRecipe recipe;
  recipe.size = {300, 200};
  recipe.options = {"TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64", "COMPRESS=DEFLATE"};
  make_raster(folder / "a.tif", recipe);
  const RasterFile file(folder / "a.tif");
  const std::vector<Tile> pieces = tiles(file.grid().size(), 37, 0);
  std::vector<int> wrong(pieces.size());
  ThreadPool pool(4);
  pool.parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    const Window window = pieces[static_cast<std::size_t>(i)].inner;
    const Image<float> image = file.read(1, window);
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        const float expected = cell_value(1, window.row + row, window.col + col);
        if (image(row, col) != expected) ++wrong[static_cast<std::size_t>(i)];
      }
    }
  });
  EXPECT_THAT(wrong, testing::Each(0));
}

}  // namespace
}  // namespace scarp::geo
