#include "pipeline/edge_fade.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/mask_file.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;

constexpr Size kSize{200, 700};
constexpr int kBorder = 208;  // the first column that the track sees; squares are 16 cells

/// A track that sees what is right of a border, but for some holes.
struct HalfTrack {
  TempFolder folder;
  TrackMaps maps;
  ThreadPool threads{2};

  HalfTrack() {
    maps.change = folder / "change";
    maps.stack = folder / "stack";
    maps.visibility = folder / "visibility.tif";
    fs::create_directory(maps.change);
    fs::create_directory(maps.stack);
    const Grid grid({500000, 10, 0, 4700000, 0, -10}, kSize, geo::parse_crs("EPSG:32654"));
    const Image<float> values(kSize, 0.5F);
    for (const fs::path& file :
         {maps.change / "score.tif", maps.change / "change.tif", maps.stack / "stack.tif"}) {
      geo::write_cog(file, {.grid = grid, .bands = {{"VV_pre", ""}}}, values);
    }
    MaskImage mask(kSize);
    MaskImage seen(kSize);
    for (int row = 0; row < kSize.rows; ++row) {
      for (int col = 0; col < kBorder; ++col) set(seen(row, col), MaskBit::outside);
      for (int col = 400; col < 403; ++col) set(mask(row, col), MaskBit::no_data);
      for (int col = 500; col < 600; ++col) set(mask(row, col), MaskBit::layover);
    }
    geo::write_cog(maps.change / "mask.tif", geo::mask_spec(grid), mask);
    geo::write_cog(maps.visibility, geo::mask_spec(grid), seen);
  }
};

TEST(EdgeFade, FallsFromOneToNoneTowardsTheBorder) {
  HalfTrack half;
  const TrackFiles track(half.maps, {"VV"});
  const EdgeFade fade(track, half.threads);
  const Image<float> weight = fade.weights(whole(kSize));
  ASSERT_EQ(weight.size(), kSize);
  for (const int row : {0, 77, 199}) {
    EXPECT_EQ(weight(row, kBorder - 1), 0);
    EXPECT_NEAR(weight(row, kBorder + kFadeCells / 2), 0.5, 0.03);
    EXPECT_EQ(weight(row, kBorder + kFadeCells + 8), 1);
    for (int col = 1; col < kSize.cols; ++col) {
      EXPECT_GE(weight(row, col), weight(row, col - 1));  // holes are no border
      EXPECT_LE(weight(row, col), weight(row, col - 1) + 1.5 / kFadeCells);
    }
  }
}

TEST(EdgeFade, DoesNotDependOnTheWindow) {
  HalfTrack half;
  const TrackFiles track(half.maps, {"VV"});
  const EdgeFade fade(track, half.threads);
  const Image<float> weight = fade.weights(whole(kSize));
  const Window part{31, 190, 57, 101};
  EXPECT_EQ(fade.weights(part).values(), crop(weight, part).values());
  EXPECT_TRUE(fade.weights({10, 400, 50, 200}).empty());  // 1 everywhere
  EXPECT_TRUE(EdgeFade().weights(part).empty());
}

}  // namespace
}  // namespace scarp::pipeline
