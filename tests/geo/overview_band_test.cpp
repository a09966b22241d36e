#include "geo/overview_band.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "geo/cog.h"
#include "geo/crs.h"
#include "make_raster.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

constexpr Size kSize{1301, 1502};

/// Cells hold their row; the first 40 columns have no data.
void write_rows(const std::string& path) {
  const Grid grid({500000, 10, 0, 4700000, 0, -10}, kSize, parse_crs("EPSG:32654"));
  Image<float> values(kSize);
  for (int row = 0; row < kSize.rows; ++row) {
    for (int col = 0; col < kSize.cols; ++col) {
      values(row, col) =
          col < 40 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(row);
    }
  }
  CogWriter writer(path, {.grid = grid, .bands = {{"rows", ""}}});
  writer.write(1, 0, 0, values);
  writer.finish();
}

TEST(OverviewBandTest, IsTheCoarsestThatIsFineEnough) {
  const test::TempFolder folder;
  const std::string path = folder / "rows.tif";
  write_rows(path);
  const RasterFile file(path);
  EXPECT_EQ(OverviewBand::open(file, 1, 1.9), nullptr);
  EXPECT_DOUBLE_EQ(OverviewBand::open(file, 1, 3.9)->grid().cell_width(), 20);
  const auto overview =
      OverviewBand::open(file, 1, 1000);  // it has one of a quarter, and no coarser
  const Grid& grid = overview->grid();
  EXPECT_EQ(grid.size(), (Size{326, 376}));
  EXPECT_DOUBLE_EQ(grid.cell_width(), 40);
  EXPECT_DOUBLE_EQ(grid.bounds().max_y, 4700000);

  const Image<float> values = overview->read(1, {100, 5, 2, 10});
  EXPECT_TRUE(std::isnan(values(0, 4)));
  EXPECT_FLOAT_EQ(values(0, 5), 401.5F);  // the mean of rows 400 to 403
  EXPECT_FLOAT_EQ(values(1, 9), 405.5F);
}

TEST(OverviewBandTest, IsNotTakenFromFilesWhoseOverviewsMayBeAnything) {
  const test::TempFolder folder;
  const std::string path = folder / "plain.tif";
  test::RasterRecipe recipe;
  recipe.size = {600, 600};
  recipe.finish = [](GDALDataset& file) {
    const int half = 2;
    file.BuildOverviews("NEAREST", 1, &half, 0, nullptr, nullptr, nullptr);
  };
  test::make_raster(path, recipe);
  EXPECT_EQ(OverviewBand::open(RasterFile(path), 1, 8), nullptr);
}

}  // namespace
}  // namespace scarp::geo
