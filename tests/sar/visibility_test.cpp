#include "sar/visibility.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "core/random.h"
#include "made_terrain.h"
#include "sight_reference.h"

namespace scarp::sar {
namespace {

using test::Agreement;
using test::agreement;
using test::Ground;
using test::part;
using test::plane;
using test::relief_of;
using test::rugged;
using test::Scene;
using test::seen_by_brute_force;

class RuggedRelief : public testing::TestWithParam<std::tuple<bool, double>> {};

TEST_P(RuggedRelief, AgreesWithBruteForce) {
  const auto [descending, pixel] = GetParam();
  const Scene scene(55, descending);
  const Grid grid = scene.grid_at(2000, pixel, {400, 400});
  HeightTile heights{{-300, -300, 1000, 1000}, rugged({1000, 1000}, 7, 1200)};
  const Visibility visibility(grid, scene.projection, scene.geometry, relief_of(heights));
  const Window window{100, 100, 44, 44};
  const MaskImage mask = visibility.mask(window, heights);
  const MaskImage truth = seen_by_brute_force(Ground(grid, heights), scene.geometry, window, 4);
  for (const MaskBit bit : {MaskBit::layover, MaskBit::shadow}) {
    const Agreement a = agreement(mask, truth, bit);
    EXPECT_GE(a.found, 0.998 * a.inside);
    EXPECT_EQ(a.outside, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Visibility, RuggedRelief,
                         testing::Values(std::tuple{false, 1000.0}, std::tuple{true, 1000.0},
                                         std::tuple{false, 24000.0}, std::tuple{true, 24000.0}));

constexpr Window kPlane{0, 0, 120, 120};

// The bits of all cells further than 20 from the borders of a plane; nothing where they differ.
std::optional<std::uint8_t> bits_of_plane(const Scene& scene, double slope_deg,
                                          double rises_to_deg) {
  const Grid grid = scene.grid_at(2000, 12000, kPlane.size());
  const HeightTile heights = plane(grid, kPlane, slope_deg, rises_to_deg);
  const Visibility visibility(grid, scene.projection, scene.geometry, relief_of(heights));
  const MaskImage mask = visibility.mask({20, 20, 80, 80}, heights);
  for (const std::uint8_t cell : mask.values()) {
    if (cell != mask(0, 0)) return std::nullopt;
  }
  return mask(0, 0);
}

// Ascending and looking to the right, the radar stands in the west: its angle of incidence is 38°.
TEST(Visibility, OfPlanesIsWhatTheirSlopeSays) {
  const Scene ascending(55);
  constexpr double kEast = -9;
  EXPECT_EQ(bits_of_plane(ascending, 0, 0), 0);
  EXPECT_EQ(bits_of_plane(ascending, 34, kEast), 0);
  EXPECT_EQ(bits_of_plane(ascending, 42, kEast), static_cast<std::uint8_t>(MaskBit::layover));
  EXPECT_EQ(bits_of_plane(ascending, -48, kEast), 0);
  EXPECT_EQ(bits_of_plane(ascending, -56, kEast), static_cast<std::uint8_t>(MaskBit::shadow));
  const Scene descending(55, true);
  constexpr double kWest = 180 + 9;
  EXPECT_EQ(bits_of_plane(descending, 34, kWest), 0);
  EXPECT_EQ(bits_of_plane(descending, 42, kWest), static_cast<std::uint8_t>(MaskBit::layover));
  EXPECT_EQ(bits_of_plane(descending, -56, kWest), static_cast<std::uint8_t>(MaskBit::shadow));
}

TEST(Visibility, IsTheSameInTilesAndOnOtherGrids) {
  const Scene scene(55);
  const Grid grid = scene.grid_at(2000, 3000, {300, 300});
  const HeightTile heights{{-200, -200, 700, 700}, rugged({700, 700}, 5, 900)};
  const Relief relief = relief_of(heights);
  const Visibility visibility(grid, scene.projection, scene.geometry, relief);
  const MaskImage full = visibility.mask({0, 0, 300, 300}, heights);
  EXPECT_GT(std::count(full.values().begin(), full.values().end(), 2), 1000);
  EXPECT_GT(std::count(full.values().begin(), full.values().end(), 4), 10);

  // A grid of the cells from (70, 110) on, and the heights that its tiles ask for.
  const Grid smaller = grid.crop({70, 110, 150, 100});
  const Visibility there(smaller, scene.projection, scene.geometry, relief);
  for (const Tile& tile : tiles(smaller.size(), 64, 0)) {
    const Window padded = there.padded(tile.inner);
    HeightTile known = part(heights, {padded.row + 70, padded.col + 110, padded.rows, padded.cols});
    known.window = padded;
    const MaskImage mask = there.mask(tile.inner, known);
    for (int row = 0; row < mask.rows(); ++row) {
      for (int col = 0; col < mask.cols(); ++col) {
        ASSERT_EQ(mask(row, col), full(tile.inner.row + row + 70, tile.inner.col + col + 110));
      }
    }
  }
}

TEST(Visibility, OfUnknownGroundIsUnknown) {
  const Scene scene(55);
  const Grid grid = scene.grid_at(2000, 3000, {100, 100});
  HeightTile heights{{-100, -100, 300, 300}, rugged({300, 300}, 6, 900)};
  Random random(1);
  for (float& height : heights.values.values()) {
    if (random.uniform() < 0.2) height = std::nanf("");
  }
  const Visibility visibility(grid, scene.projection, scene.geometry, {-1000, 1000});
  const MaskImage mask = visibility.mask({0, 0, 100, 100}, heights);
  for (int row = 0; row < 100; ++row) {
    for (int col = 0; col < 100; ++col) {
      EXPECT_TRUE(!std::isnan(*heights.cell(row, col)) || mask(row, col) == 0);
    }
  }
  for (float& height : heights.values.values()) height = std::nanf("");
  const MaskImage none = visibility.mask({0, 0, 100, 100}, heights);
  EXPECT_EQ(std::count(none.values().begin(), none.values().end(), 0), 10000);
}

TEST(Visibility, OfPlacesTheRadarDoesNotLookAtIsNone) {
  const Scene scene(55);
  const Grid beside = test::grid_around({100, 3}, 0.0001, {50, 50});
  const HeightTile heights{{0, 0, 50, 50}, rugged({50, 50}, 6, 900)};
  const Visibility visibility(beside, scene.projection, scene.geometry, relief_of(heights));
  const MaskImage mask = visibility.mask({0, 0, 50, 50}, heights);
  EXPECT_EQ(std::count(mask.values().begin(), mask.values().end(), 0), 2500);
}

}  // namespace
}  // namespace scarp::sar
