#include "geo/png.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/error.h"
#include "full_disk.h"
#include "geo/raster_file.h"
#include "make_raster.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

TEST(WritePng, KeepsThePlanes) {
  const test::TempFolder folder;
  const Size size{20, 30};
  RgbImage image{Image<std::uint8_t>(size, 10), Image<std::uint8_t>(size, 20),
                 Image<std::uint8_t>(size, 30)};
  image.green(3, 4) = 255;
  write_png(folder / "a.png", image);
  const RasterFile file(folder / "a.png");
  ASSERT_EQ(file.band_count(), 3);
  EXPECT_EQ(read_band(file, 1).values(0, 0), 10);
  EXPECT_EQ(read_band(file, 2).values(3, 4), 255);
  EXPECT_EQ(read_band(file, 3).values(19, 29), 30);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(WritePng, RefusesWhatItCannotWrite) {
  const test::TempFolder folder;
  const Image<std::uint8_t> plane({2, 2});
  const RgbImage image{plane, plane, plane};
  EXPECT_THAT(test::error_of([&] { write_png(folder / "none" / "a.png", image); }),
              testing::HasSubstr("a.png: the folder to write into does not exist"));
  EXPECT_TRUE(test::fails_cleanly(folder.path(), 20, [&] { write_png(folder / "a.png", image); }));
  EXPECT_THAT(test::error_of([&] { write_png(folder / "a.png", {plane, plane, {}}); }),
              testing::HasSubstr("differ in size"));
}

TEST(PngBytes, KeepColoursAndOpacity) {
  const test::TempFolder folder;
  PalettedImage image{Image<std::uint8_t>({20, 30}), {{0, 0, 0, 0}, {10, 20, 30, 128}}};
  image.cells(3, 4) = 1;
  const std::string bytes = png_bytes(image);
  EXPECT_EQ(bytes.substr(1, 3), "PNG");
  EXPECT_EQ(bytes, png_bytes(image));
  EXPECT_NE(bytes.find(std::string("PLTE\0\0\0\x0a\x14\x1e", 10)), std::string::npos);
  EXPECT_NE(bytes.find(std::string("tRNS\0\x80", 6)), std::string::npos);
  test::write_file(folder / "a.png", bytes);
  const RasterFile file(folder / "a.png");
  EXPECT_EQ(file.grid().size(), (Size{20, 30}));
  EXPECT_EQ(read_band(file, 1).values(3, 4), 1);
}

TEST(PngBytes, NeedCellsAndColours) {
  EXPECT_THROW(png_bytes({{}, {{0, 0, 0, 0}}}), Error);
  EXPECT_THROW(png_bytes({Image<std::uint8_t>({1, 1}), {}}), Error);
  EXPECT_THROW(png_bytes({Image<std::uint8_t>({1, 1}), std::vector<Colour>(257)}), Error);
}

}  // namespace
}  // namespace scarp::geo
