#include "geo/tile_pyramid.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <map>
#include <memory>
#include <vector>

#include "core/random.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

using test::TempFolder;
using State = TilePyramid::State;

constexpr int kLargest = std::numeric_limits<int>::max();

/// A pyramid of tiles of 16 MiB, of which 8 are kept in memory.
struct LargeTiles {
  static constexpr int kBands = 16;
  TempFolder folder;
  OutputFile file;
  std::map<std::size_t, TileCells> done;  // of the raster itself, by index
  TilePyramid tiles;

  explicit LargeTiles(int cols)
      : file(folder / "a.tif"),
        tiles({{kTileEdge, cols}, {CellType::f32, kBands}, std::nullopt, true}, file,
              [this](const TilePlace& place, TileCells& cells) {
                if (place.level == 0) done[place.index] = cells;
              }) {}

  void write(int tile, int band, float value) {
    tiles.write(band, 0, tile * kTileEdge, Image<float>(Size{kTileEdge, kTileEdge}, value),
                nullptr);
  }

  State state(std::size_t tile) const { return tiles.state({0, tile}); }
};

// From left to right the tile just left is wanted again last.
TEST(TilePyramid, TheTileBeforeGoesIntoTheFile) {
  LargeTiles large(10 * kTileEdge);
  for (int tile = 0; tile < 8; ++tile) large.write(tile, 0, 1);
  for (std::size_t tile = 0; tile < 8; ++tile) EXPECT_EQ(large.state(tile), State::waiting) << tile;
  large.write(8, 0, 1);
  EXPECT_EQ(large.state(7), State::spilled);
  large.write(9, 0, 1);
  EXPECT_EQ(large.state(8), State::spilled);
  EXPECT_EQ(large.state(0), State::waiting);
  // Back at the left end: those in memory are written to, the last of them makes room for the
  // others.
  for (int tile = 0; tile < 7; ++tile) large.write(tile, 1, 2);
  EXPECT_EQ(large.state(7), State::spilled);
  large.write(7, 1, 2);
  EXPECT_EQ(large.state(7), State::waiting);
  EXPECT_EQ(large.state(6), State::spilled);
}

TEST(TilePyramid, AllRastersTogetherKeepWithinTheLimit) {
  LargeTiles first(6 * kTileEdge);
  LargeTiles second(6 * kTileEdge);
  const auto waiting = [](const LargeTiles& large) {
    int count = 0;
    for (std::size_t tile = 0; tile < 6; ++tile) count += large.state(tile) == State::waiting;
    return count;
  };
  for (int tile = 0; tile < 6; ++tile) {
    first.write(tile, 0, 1);
    second.write(tile, 0, 1);
  }
  EXPECT_EQ(waiting(first) + waiting(second), 8);
  {
    LargeTiles third(6 * kTileEdge);
    third.write(0, 0, 1);
    EXPECT_EQ(third.state(0), State::waiting);  // has none of its own to give away
  }
  EXPECT_EQ(waiting(first) + waiting(second), 8);
}

// Whatever goes into the file meanwhile.
TEST(TilePyramid, TilesComeBackAsTheyWere) {
  constexpr int kTiles = 11;
  LargeTiles large(kTiles * kTileEdge);
  std::vector<std::pair<int, int>> order;
  for (int tile = 0; tile < kTiles; ++tile) {
    for (int band = 0; band < LargeTiles::kBands; ++band) order.emplace_back(tile, band);
  }
  Random random(3);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  for (const auto& [tile, band] : order) {
    large.write(tile, band, static_cast<float>(100 * tile + band));
  }
  ASSERT_EQ(large.done.size(), static_cast<std::size_t>(kTiles));
  for (const auto& [tile, cells] : large.done) {
    const auto* values = reinterpret_cast<const float*>(cells.data());
    for (std::size_t i = 0; i < cells.size() / sizeof(float); ++i) {
      ASSERT_EQ(values[i], static_cast<float>(100 * tile + i % LargeTiles::kBands));
    }
  }
}

TEST(TilePyramid, TheLargestSizesOverflowNothing) {
  EXPECT_EQ(tile_counts({kLargest, 1}), (Size{4194304, 1}));
  EXPECT_EQ(tile_counts({kLargest, kLargest}).cells(), std::int64_t{4194304} * 4194304);
  const std::vector<Size> sizes = pyramid_sizes({kLargest, 5});
  EXPECT_EQ(sizes.size(), 23U);  // 2^31 to 2^9
  EXPECT_EQ(sizes[1], (Size{1 << 30, 3}));
  EXPECT_EQ(sizes.back(), (Size{512, 1}));
}

// The last rows of a raster of 2^31 - 1 rows.
TEST(TilePyramid, TheLastRowsOfTheLargestRasterAreWritten) {
  const TempFolder folder;
  const OutputFile file(folder / "a.tif");
  std::vector<TilePlace> done;
  TilePyramid tiles({{kLargest, 1}, {CellType::u8, 1}, 0, false}, file,
                    [&](const TilePlace& place, TileCells&) { done.push_back(place); });
  const int rows = kLargest % kTileEdge;  // of the last tile
  tiles.write(0, kLargest - rows, 0, Image<std::uint8_t>(Size{rows, 1}, 7), nullptr);
  ASSERT_EQ(done.size(), 1U);
  EXPECT_EQ(done.front().level, 0U);
  EXPECT_EQ(done.front().index, 4194303U);
}

}  // namespace
}  // namespace scarp::geo
