#include "geo/png.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "full_disk.h"
#include "geo/raster_file.h"
#include "make_raster.h"
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

}  // namespace
}  // namespace scarp::geo
