#include "geo/vrt_mosaic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "geo/crs.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

// That GDAL reads it is tested by tests/cli/map/two_tracks.
namespace scarp::geo {
namespace {

using test::TempFolder;
using testing::HasSubstr;

Grid grid() { return {{500000, 10, 0, 4700000, 0, -10}, {30, 40}, parse_crs("EPSG:32654")}; }

TEST(VrtMosaic, NamesTheFilesAndTheirPlaces) {
  const TempFolder folder;
  write_vrt_mosaic(folder / "a.vrt", grid(), {"VV", ""},
                   {{"../one.tif", {0, 0, 30, 40}}, {"../a & b.tif", {5, 7, 10, 20}}});
  const std::string text = test::read_file(folder / "a.vrt");
  EXPECT_THAT(text, HasSubstr(R"(rasterXSize="40" rasterYSize="30")"));
  EXPECT_THAT(text, HasSubstr("500000, 10, 0, 4700000, 0, -10"));
  EXPECT_THAT(text, HasSubstr(R"(<DstRect xOff="7" yOff="5" xSize="20" ySize="10"/>)"));
  EXPECT_THAT(text, HasSubstr(R"(<SrcRect xOff="0" yOff="0" xSize="20" ySize="10"/>)"));
  EXPECT_THAT(text, HasSubstr(R"(relativeToVRT="1">../a &amp; b.tif<)"));
  EXPECT_LT(text.find("one.tif"), text.find("b.tif"));
}

TEST(VrtMosaic, ThatCannotBeWrittenIsAnError) {
  const TempFolder folder;
  EXPECT_THAT(
      test::error_of([&] { write_vrt_mosaic(folder / "none" / "a.vrt", grid(), {"VV", ""}, {}); }),
      HasSubstr("a.vrt"));
}

}  // namespace
}  // namespace scarp::geo
