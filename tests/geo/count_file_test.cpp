#include "geo/count_file.h"

#include <gtest/gtest.h>

#include <cmath>

#include "full_disk.h"
#include "geo/raster_file.h"
#include "make_raster.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

using test::fails_cleanly;
using test::TempFolder;

// DN = row + column, for each cell that is asked for.
class Ramp final : public RasterSource {
 public:
  explicit Ramp(Size size) : grid_({}, size, nullptr) {}
  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 1; }
  Image<float> read(int /*band*/, const Window& window) const override {
    Image<float> image(window.size());
    for (int row = 0; row < window.rows; ++row) {
      for (int col = 0; col < window.cols; ++col) {
        image(row, col) = static_cast<float>(window.row + row + window.col + col);
      }
    }
    return image;
  }

 private:
  Grid grid_;
};

TEST(CountFile, HoldsWhatTheSourceYields) {
  const TempFolder folder;
  const Size size{700, 50};  // more than one strip
  for (const bool compress : {false, true}) {
    write_counts(folder / "a.tiff", Ramp(size), {compress});
    const RasterFile file(folder / "a.tiff");
    EXPECT_EQ(file.band(1).type, "UInt16");
    EXPECT_EQ(file.read(1, whole(size)).values(), Ramp(size).read(1, whole(size)).values());
  }
}

class Odd final : public RasterSource {
 public:
  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 1; }
  Image<float> read(int /*band*/, const Window& /*window*/) const override {
    return {{1, 5}, {NAN, -3, 2.4F, 2.6F, 1e9F}};
  }

 private:
  Grid grid_{{}, {1, 5}, nullptr};
};

TEST(CountFile, RoundsAndCuts) {
  const TempFolder folder;
  write_counts(folder / "a.tiff", Odd());
  EXPECT_EQ(RasterFile(folder / "a.tiff").read(1, {0, 0, 1, 5}).values(),
            (std::vector<float>{0, 0, 2, 3, 65535}));
}

TEST(CountFile, LeavesNothingOnAFullDisk) {
  const TempFolder folder;
  EXPECT_TRUE(fails_cleanly(folder.path(), 20000,
                            [&] { write_counts(folder / "a.tiff", Ramp({700, 500})); }));
}

}  // namespace
}  // namespace scarp::geo
