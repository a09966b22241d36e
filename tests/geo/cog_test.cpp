#include "geo/cog.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "core/random.h"
#include "core/thread_pool.h"
#include "full_disk.h"
#include "geo/crs.h"
#include "geo/gdal.h"
#include "geo/raster_file.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::fails_cleanly;
using test::TempFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

CogSpec spec_of(Size size, CellType type = CellType::f32, int bands = 1) {
  CogSpec spec;
  spec.grid = Grid({500000, 10, 0, 4700000, 0, -10}, size, parse_crs("EPSG:32654"));
  spec.type = type;
  for (int band = 1; band <= bands; ++band) {
    spec.bands.push_back({"band " + std::to_string(band), "dB"});
  }
  return spec;
}

Image<float> noise(Size size) {
  Image<float> image(size);
  Random random(7);
  for (float& value : image.values()) value = static_cast<float>(random.speckle(4));
  return image;
}

int files_in(const fs::path& folder) {
  return static_cast<int>(std::distance(fs::directory_iterator(folder), {}));
}

struct GdalCloser {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
std::unique_ptr<GDALDataset, GdalCloser> open_with_gdal(const fs::path& path) {
  return std::unique_ptr<GDALDataset, GdalCloser>(GDALDataset::Open(path.c_str()));
}

TEST(WriteCog, ShowsClassesInTheirColours) {
  const TempFolder folder;
  CogSpec spec = spec_of({2, 2}, CellType::u8);
  spec.integer_no_data = 0;
  spec.average_overviews = false;
  spec.colours = {{1, {230, 230, 230}}, {4, {213, 94, 0}}};
  write_cog(folder / "classes.tif", spec, Image<std::uint8_t>(Size{2, 2}, {0, 1, 4, 1}));
  const auto file = open_with_gdal(folder / "classes.tif");
  ASSERT_NE(file, nullptr);
  EXPECT_STREQ(file->GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"), "COG");
  const GDALColorTable* table = file->GetRasterBand(1)->GetColorTable();
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(table->GetColorEntry(4)->c1, 213);
  EXPECT_EQ(table->GetColorEntry(4)->c2, 94);
  EXPECT_EQ(table->GetColorEntry(1)->c3, 230);
  EXPECT_EQ(read_band(RasterFile((folder / "classes.tif").string())).values(1, 0), 4);
}

TEST(WriteCog, KeepsEverything) {
  const TempFolder folder;
  CogSpec spec = spec_of({600, 700});
  spec.metadata = {{"ORBIT", "ascending"}};
  Image<float> image = noise(spec.grid.size());
  image(3, 4) = kNaN;
  write_cog(folder / "a.tif", spec, image);

  const RasterFile file(folder / "a.tif");
  EXPECT_TRUE(file.grid().compatible(spec.grid, 1e-9)) << file.grid().difference(spec.grid);
  EXPECT_EQ(file.band(1).description, "band 1");
  EXPECT_EQ(file.band(1).unit, "dB");
  EXPECT_EQ(file.band(1).type, "Float32");
  EXPECT_TRUE(std::isnan(file.band(1).no_data.value_or(0)));
  EXPECT_EQ(file.metadata().at("ORBIT"), "ascending");
  Image<float> back = read_band(file).values;
  EXPECT_TRUE(std::isnan(back(3, 4)));
  back(3, 4) = image(3, 4) = 0;
  EXPECT_EQ(back.values(), image.values());
  EXPECT_EQ(files_in(folder.path()), 1);
}

TEST(WriteCog, HasTheLayoutOfACog) {
  const TempFolder folder;
  const CogSpec spec = spec_of({1500, 1100});
  write_cog(folder / "a.tif", spec, noise(spec.grid.size()));
  const auto dataset = open_with_gdal(folder / "a.tif");
  EXPECT_STREQ(dataset->GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"), "COG");
  EXPECT_STREQ(dataset->GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE"), "ZSTD");
  GDALRasterBand& band = *dataset->GetRasterBand(1);
  int width = 0;
  int height = 0;
  band.GetBlockSize(&width, &height);
  EXPECT_EQ(width, 512);
  EXPECT_EQ(height, 512);
  ASSERT_EQ(band.GetOverviewCount(), 2);
  EXPECT_EQ(band.GetOverview(1)->GetYSize(), 375);
}

// GDAL's own check of every offset, where its Python part is installed.
TEST(WriteCog, PassesGdalsValidation) {
  const char* python = "/usr/bin/python3";
  const std::string module = " -m osgeo_utils.samples.validate_cloud_optimized_geotiff ";
  if (std::system((python + std::string(" -c 'import osgeo_utils.samples' 2>/dev/null")).c_str())) {
    GTEST_SKIP() << "no python3-gdal";
  }
  const TempFolder folder;
  for (const CellType type : {CellType::f32, CellType::i16, CellType::u8}) {
    const CogSpec spec = spec_of({1500, 1100}, type, 2);
    CogWriter writer(folder / "a.tif", spec);
    writer.write(1, 0, 0, Image<float>(spec.grid.size(), 3));
    writer.finish();
    const std::string command = python + module + (folder / "a.tif").string() + " >/dev/null 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0);
  }
}

TEST(WriteCog, AveragesOrPicks) {
  const TempFolder folder;
  CogSpec spec = spec_of({1024, 1024});
  Image<float> image(spec.grid.size(), 1);
  for (int row = 0; row < 1024; ++row) {
    for (int col = row % 2; col < 1024; col += 2) image(row, col) = 3;
  }
  for (const bool average : {true, false}) {
    spec.average_overviews = average;
    write_cog(folder / "a.tif", spec, image);
    float value = 0;
    const auto dataset = open_with_gdal(folder / "a.tif");
    ASSERT_EQ(dataset->GetRasterBand(1)->GetOverview(0)->RasterIO(GF_Read, 100, 100, 1, 1, &value,
                                                                  1, 1, GDT_Float32, 0, 0, nullptr),
              CE_None);
    if (average) {
      EXPECT_EQ(value, 2);
    } else {
      EXPECT_TRUE(value == 1 || value == 3);
    }
  }
}

TEST(WriteCog, WritesBytesWithNoData) {
  const TempFolder folder;
  CogSpec spec = spec_of({40, 50}, CellType::u8);
  spec.integer_no_data = 255;
  Image<std::uint8_t> image(spec.grid.size(), 1);
  image(2, 3) = 255;
  write_cog(folder / "a.tif", spec, image);
  const RasterFile file(folder / "a.tif");
  EXPECT_EQ(file.band(1).type, "Byte");
  const Image<float> back = read_band(file).values;
  EXPECT_TRUE(std::isnan(back(2, 3)));
  EXPECT_EQ(back(2, 4), 1);
}

TEST(WriteCog, ConvertsToShortIntegers) {
  const TempFolder folder;
  CogSpec spec = spec_of({40, 50}, CellType::i16);
  spec.integer_no_data = -32768;
  write_cog(folder / "a.tif", spec, Image<float>(spec.grid.size(), -1234));
  const RasterFile file(folder / "a.tif");
  EXPECT_EQ(file.band(1).type, "Int16");
  EXPECT_EQ(read_band(file).values(39, 49), -1234);
}

TEST(WriteCog, WritesTheSameBytesWithAnyNumberOfThreads) {
  const TempFolder folder;
  const CogSpec spec = spec_of({1300, 1300});
  const Image<float> image = noise(spec.grid.size());
  set_threads(1);
  write_cog(folder / "one.tif", spec, image);
  set_threads(4);
  write_cog(folder / "four.tif", spec, image);
  set_threads(2);
  CogWriter writer(folder / "strips.tif", spec);
  for (const Tile& tile : strips(spec.grid.size(), 100, 0)) {
    writer.write(1, tile.inner.row, 0, crop(image, tile.inner));
  }
  writer.finish();
  EXPECT_EQ(test::read_file(folder / "one.tif"), test::read_file(folder / "four.tif"));
  EXPECT_EQ(test::read_file(folder / "one.tif"), test::read_file(folder / "strips.tif"));
}

TEST(WriteCog, RefusesWhatDoesNotFit) {
  const TempFolder folder;
  const CogSpec spec = spec_of({40, 50});
  EXPECT_THAT(error_of([&] { write_cog(folder / "a.tif", spec, Image<float>({40, 49})); }),
              HasSubstr("a.tif: one band of 40 × 49"));
  EXPECT_THAT(error_of([&] {
                write_cog(folder / "a.tif", spec_of({40, 50}, CellType::f32, 0),
                          Image<float>({40, 50}));
              }),
              HasSubstr("a.tif"));
  EXPECT_THAT(error_of([&] { write_cog(folder.path(), spec, Image<float>({40, 50})); }),
              HasSubstr("is a folder"));
  EXPECT_THAT(error_of([&] { write_cog(folder / "none" / "a.tif", spec, Image<float>({40, 50})); }),
              HasSubstr("does not exist"));
  EXPECT_EQ(files_in(folder.path()), 0);
}

class CogWriterTest : public testing::TestWithParam<Size> {};

// Tiles in any order, from several threads; what nobody writes is no-data.
TEST_P(CogWriterTest, CollectsTiles) {
  const TempFolder folder;
  const CogSpec spec = spec_of(GetParam(), CellType::f32, 2);
  const Image<float> image = noise(spec.grid.size());
  CogWriter writer(folder / "a.tif", spec);
  std::vector<Tile> pieces = tiles(spec.grid.size(), 700, 0);
  pieces.erase(pieces.begin());
  ThreadPool pool(3);
  pool.parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    const Window& window = pieces[pieces.size() - 1 - static_cast<std::size_t>(i)].inner;
    writer.write(2, window.row, window.col, crop(image, window));
  });
  EXPECT_FALSE(fs::exists(folder / "a.tif"));
  writer.finish();
  EXPECT_EQ(files_in(folder.path()), 1);

  const RasterFile file(folder / "a.tif");
  const Window first{0, 0, 700, 700};
  const Window last{spec.grid.rows() - 50, spec.grid.cols() - 50, 50, 50};
  const auto is_nan = testing::Truly([](float value) { return std::isnan(value); });
  EXPECT_THAT(file.read(2, first).values(), testing::Each(is_nan));
  EXPECT_THAT(file.read(1, last).values(), testing::Each(is_nan));
  EXPECT_EQ(file.read(2, last).values(), crop(image, last).values());
}

// The second is collected in a file, being more than memory should hold.
INSTANTIATE_TEST_SUITE_P(Sizes, CogWriterTest, testing::Values(Size{1000, 900}, Size{6000, 6000}));

TEST(CogWriter, LeavesNothingWithoutFinish) {
  const TempFolder folder;
  {
    CogWriter writer(folder / "a.tif", spec_of({100, 100}));
    writer.write(1, 0, 0, Image<float>({100, 100}));
  }
  EXPECT_EQ(files_in(folder.path()), 0);
}

TEST(CogWriter, ReplacesAnOlderFileWhole) {
  const TempFolder folder;
  test::write_file(folder / "a.tif", "old");
  CogWriter writer(folder / "a.tif", spec_of({100, 100}));
  writer.write(1, 0, 0, Image<float>({100, 100}, 2));
  EXPECT_EQ(test::read_file(folder / "a.tif"), "old");
  writer.finish();
  EXPECT_EQ(read_band(RasterFile(folder / "a.tif")).values(99, 99), 2);
}

TEST(CogWriter, RefusesCellsOutside) {
  const TempFolder folder;
  CogWriter writer(folder / "a.tif", spec_of({100, 100}));
  for (const auto& [band, row, col] : {std::array{0, 0, 0}, {2, 0, 0}, {1, 91, 0}, {1, 0, -1}}) {
    EXPECT_THAT(error_of([&, b = band, r = row, c = col] {
                  writer.write(b, r, c, Image<float>({10, 10}));
                }),
                HasSubstr("outside"));
  }
  writer.finish();
  EXPECT_THAT(error_of([&] { writer.finish(); }), HasSubstr("finished already"));
}

TEST(CogWriter, NoticesAFullDisk) {
  set_threads(1);  // no threads of GDAL when the process forks
  const TempFolder folder;
  const CogSpec spec = spec_of({1100, 1100});
  const Image<float> image = noise(spec.grid.size());
  write_cog(folder / "whole.tif", spec, image);
  const auto size = static_cast<std::uint64_t>(fs::file_size(folder / "whole.tif"));
  fs::remove(folder / "whole.tif");
  for (const std::uint64_t limit : {std::uint64_t{0}, std::uint64_t{100}, std::uint64_t{5000},
                                    size / 3, size * 9 / 10, size - 60000, size - 1}) {
    EXPECT_TRUE(
        fails_cleanly(folder.path(), limit, [&] { write_cog(folder / "a.tif", spec, image); }))
        << limit << " of " << size << " bytes";
  }
  set_threads(2);
}

// Of tiles that wait for their second band, and of compressed blocks.
TEST(CogWriter, NoticesAFullDiskInItsScratchFiles) {
  set_threads(1);
  const TempFolder folder;
  const Image<float> noisy = noise({500, 12000});
  for (const int bands : {1, 2}) {
    const CogSpec spec = spec_of({6000, 12000}, CellType::f32, bands);
    EXPECT_TRUE(fails_cleanly(folder.path(), 40 << 20, [&] {
      CogWriter writer(folder / "a.tif", spec);
      for (int row = 0; row < 6000; row += 500) writer.write(1, row, 0, noisy);
      writer.finish();
    })) << bands;
  }
  set_threads(2);
}

TEST(CogWriter, RefusesCellsTwice) {
  const TempFolder folder;
  CogWriter writer(folder / "a.tif", spec_of({100, 100}));
  writer.write(1, 0, 0, Image<float>({100, 100}, 2));
  EXPECT_THAT(error_of([&] { writer.write(1, 0, 0, Image<float>({10, 10}, 3)); }),
              HasSubstr("written twice"));
}

float in_pattern(int band, int row, int col) {
  return static_cast<float>(row * band % 11 + col % 7);
}

// In pieces of 300 cells, every `step`-th first.
void write_pattern(const CogSpec& spec, int step, const std::filesystem::path& path) {
  const std::vector<Tile> pieces = tiles(spec.grid.size(), 300, 0);
  CogWriter writer(path, spec);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Window& window = pieces[i * static_cast<std::size_t>(step) % pieces.size()].inner;
    for (int band = 1; band <= 3; ++band) {
      Image<float> values(window.size());
      for (int row = 0; row < window.rows; ++row) {
        for (int col = 0; col < window.cols; ++col) {
          values(row, col) = in_pattern(band, row + window.row, col + window.col);
        }
      }
      writer.write(band, window.row, window.col, values);
    }
  }
  writer.finish();
}

// Every byte of a file depends on its cells alone.
TEST(CogWriter, WritesTheSameBytesInAnyOrder) {
  const TempFolder folder;
  for (const CellType type : {CellType::f32, CellType::i16, CellType::u8}) {
    CogSpec spec = spec_of({1601, 1025}, type, 3);
    if (type != CellType::f32) spec.integer_no_data = 7;
    write_pattern(spec, 1, folder / "a.tif");
    write_pattern(spec, 5, folder / "b.tif");  // 5 has no common divisor with the pieces
    EXPECT_EQ(test::read_file(folder / "b.tif"), test::read_file(folder / "a.tif"));
    const RasterFile file(folder / "a.tif");
    const Image<float> back = file.read(3, whole(spec.grid.size()));
    for (const auto& [row, col] : {std::pair{0, 1}, {511, 512}, {1600, 1024}, {1024, 3}}) {
      const float value = in_pattern(3, row, col);
      if (type != CellType::f32 && value == 7) {
        EXPECT_TRUE(std::isnan(back(row, col)));
      } else {
        EXPECT_EQ(back(row, col), value);
      }
    }
  }
}

// Averages of averages, by hand; cells without a value are left out, borders have fewer.
TEST(CogWriter, AveragesWhatIsThere) {
  const TempFolder folder;
  CogSpec spec = spec_of({3, 1025});
  Image<float> image(spec.grid.size(), 1);
  for (int col = 0; col < 1025; ++col) image(2, col) = 5;
  image(0, 0) = kNaN;
  image(0, 1) = 4;
  for (const auto& [row, col] : {std::pair{0, 2}, {0, 3}, {1, 2}, {1, 3}}) image(row, col) = kNaN;
  write_cog(folder / "a.tif", spec, image);
  const auto dataset = open_with_gdal(folder / "a.tif");
  GDALRasterBand& half = *dataset->GetRasterBand(1)->GetOverview(0);
  ASSERT_EQ(half.GetXSize(), 513);
  ASSERT_EQ(half.GetYSize(), 2);
  std::array<float, 6> cells{};
  ASSERT_EQ(half.RasterIO(GF_Read, 0, 0, 3, 2, cells.data(), 3, 2, GDT_Float32, 0, 0, nullptr),
            CE_None);
  EXPECT_EQ(cells[0], 2);
  EXPECT_TRUE(std::isnan(cells[1]));
  EXPECT_EQ(cells[2], 1);
  EXPECT_EQ(cells[3], 5);
}

}  // namespace
}  // namespace scarp::geo
