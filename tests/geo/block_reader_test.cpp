#include "geo/block_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "core/random.h"
#include "geo/cog.h"
#include "geo/raster_file.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

namespace fs = std::filesystem;
using test::make_raster;
using test::RasterRecipe;
using test::TempFolder;

constexpr Size kSize{300, 410};

// Speckle, and some of what is no number.
void fill(GDALDataset& dataset) {
  Random random(3);
  for (int band = 1; band <= dataset.GetRasterCount(); ++band) {
    Image<float> values(kSize);
    for (float& value : values.values()) {
      const double draw = random.uniform(0, 1);
      value = static_cast<float>(random.speckle(4));
      if (draw < 0.02) value = std::numeric_limits<float>::quiet_NaN();
      if (draw > 0.98) value = -std::numeric_limits<float>::infinity();
      if (draw > 0.5 && draw < 0.52) value = -9999;
    }
    ASSERT_EQ(dataset.GetRasterBand(band)->RasterIO(GF_Write, 0, 0, kSize.cols, kSize.rows,
                                                    values.values().data(), kSize.cols, kSize.rows,
                                                    GDT_Float32, 0, 0, nullptr),
              CE_None);
  }
}

RasterRecipe recipe_of(int bands) {
  RasterRecipe recipe;
  recipe.size = kSize;
  recipe.bands = bands;
  recipe.options = {"TILED=YES",     "BLOCKXSIZE=128", "BLOCKYSIZE=128",
                    "COMPRESS=ZSTD", "PREDICTOR=3",    "INTERLEAVE=PIXEL"};
  recipe.finish = fill;
  return recipe;
}

bool can_read(const fs::path& path) {
  const DatasetPtr dataset = open_raster(path.string());
  return dataset && BlockReader::can_read(*dataset, path.string());
}

void expect_same(const Image<float>& a, const Image<float>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    const float one = a.values()[i];
    const float other = b.values()[i];
    ASSERT_TRUE(one == other || (std::isnan(one) && std::isnan(other))) << i;
  }
}

// Any number of bands, beside GDAL, which reads windows that are not whole blocks.
TEST(BlockReader, ReadsAsGdalDoes) {
  const TempFolder folder;
  for (const int bands : {1, 2, 3, 4, 5, 8}) {
    for (const bool missing : {false, true}) {
      RasterRecipe recipe = recipe_of(bands);
      recipe.finish = [&](GDALDataset& dataset) {
        for (int band = 1; missing && band <= bands; ++band) {
          dataset.GetRasterBand(band)->SetNoDataValue(-9999);
        }
        fill(dataset);
      };
      make_raster(folder / "a.tif", recipe);
      ASSERT_TRUE(can_read(folder / "a.tif"));
      const RasterFile file((folder / "a.tif").string());
      const Window window{128, 128, 172, 256};  // down to the last row
      std::vector<Image<float>> read(static_cast<std::size_t>(bands), Image<float>({200, 300}, 7));
      file.read_into(window, read, 5, 9);
      const std::vector<Image<float>> all = file.read_all(whole(kSize));
      for (int band = 1; band <= bands; ++band) {
        const auto b = static_cast<std::size_t>(band) - 1;
        const Image<float> expected = file.read(band, {1, 0, kSize.rows - 1, kSize.cols});
        expect_same(crop(all[b], {1, 0, kSize.rows - 1, kSize.cols}), expected);
        expect_same(crop(read[b], {5, 9, window.rows, window.cols}),
                    crop(expected, {window.row - 1, window.col, window.rows, window.cols}));
        EXPECT_EQ(read[b](4, 9), 7);
        EXPECT_EQ(read[b](5, 9 + window.cols), 7);
      }
    }
  }
}

TEST(BlockReader, LeavesOtherFilesToGdal) {
  const TempFolder folder;
  const auto with = [](const std::string& option) {
    RasterRecipe recipe = recipe_of(2);
    recipe.options.push_back(option);
    return recipe;
  };
  std::vector<RasterRecipe> others{with("ENDIANNESS=BIG")};
  for (const auto& [place, option] : {std::pair{1, "BLOCKXSIZE=256"},
                                      {3, "COMPRESS=DEFLATE"},
                                      {4, "PREDICTOR=2"},
                                      {5, "INTERLEAVE=BAND"}}) {
    others.push_back(recipe_of(2));
    others.back().options[static_cast<std::size_t>(place)] = option;
  }
  others.push_back(recipe_of(2));
  others.back().finish = [](GDALDataset& dataset) {
    dataset.GetRasterBand(2)->SetScale(0.5);
    fill(dataset);
  };
  for (const RasterRecipe& recipe : others) {
    make_raster(folder / "a.tif", recipe);
    EXPECT_FALSE(can_read(folder / "a.tif"));
    const RasterFile file((folder / "a.tif").string());
    expect_same(file.read_all(whole(kSize))[1], file.read(2, whole(kSize)));
  }
}

// Each byte of a block spoilt in turn, and files cut short: an error or values, never more.
TEST(BlockReader, StandsDamagedBlocks) {
  const TempFolder folder;
  CogSpec spec;
  spec.grid = Grid({500000, 10, 0, 4700000, 0, -10}, {20, 30}, nullptr);
  spec.bands = {{"a", ""}};
  Image<float> image(spec.grid.size());
  Random random(5);
  for (float& value : image.values()) value = static_cast<float>(random.speckle(4));
  write_cog(folder / "a.tif", spec, image);
  const std::string bytes = test::read_file(folder / "a.tif");
  for (std::size_t place = 8; place < bytes.size(); place += 7) {
    for (const bool cut : {false, true}) {
      std::string damaged = cut ? bytes.substr(0, place) : bytes;
      if (!cut) damaged[place] = static_cast<char>(damaged[place] ^ 0x55);
      test::write_file(folder / "b.tif", damaged);
      test::error_of([&] {
        const RasterFile file((folder / "b.tif").string());
        if (file.grid().size().cells() < 1'000'000) file.read_all(whole(file.grid().size()));
      });
    }
  }
}

}  // namespace
}  // namespace scarp::geo
