#include "sar/visibility.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/random.h"
#include "made_terrain.h"
#include "sight_reference.h"

namespace scarp::sar {
namespace {

using test::Ground;
using test::relief_of;
using test::rugged;
using test::Scene;
using test::seen_by_brute_force;

// Cells of one bit, and how far they agree with the truth.
struct Agreement {
  int truth = 0;
  int inside = 0;  ///< true cells all of whose neighbours are true
  int found = 0;   ///< of these
  int flagged = 0;
  int outside = 0;  ///< of the flagged: those without a true neighbour
};

Agreement agreement(const MaskImage& mask, const MaskImage& truth, MaskBit bit) {
  Agreement result;
  for (int row = 1; row < mask.rows() - 1; ++row) {
    for (int col = 1; col < mask.cols() - 1; ++col) {
      int neighbours = 0;
      for (int r = row - 1; r <= row + 1; ++r) {
        for (int c = col - 1; c <= col + 1; ++c) neighbours += has(truth(r, c), bit) ? 1 : 0;
      }
      const bool flag = has(mask(row, col), bit);
      result.truth += has(truth(row, col), bit) ? 1 : 0;
      result.inside += neighbours == 9 ? 1 : 0;
      result.found += neighbours == 9 && flag ? 1 : 0;
      result.flagged += flag ? 1 : 0;
      result.outside += neighbours == 0 && flag ? 1 : 0;
    }
  }
  return result;
}

class RuggedRelief : public testing::TestWithParam<std::tuple<bool, double>> {};

TEST_P(RuggedRelief, AgreesWithBruteForce) {
  const auto [descending, pixel] = GetParam();
  const Scene scene(55, descending);
  const Grid grid = scene.grid_at(2000, pixel, {400, 400});
  HeightTile heights{{-300, -300, 1000, 1000}, rugged({1000, 1000}, 7, 1200)};
  const Visibility visibility(grid, scene.projection, scene.geometry, relief_of(heights));
  const Relief relief = relief_of(heights);
  const Window window{100, 100, 60, 60};
  const Window padded = visibility.padded(window);
  std::printf("relief %g..%g pad %d %d %d %d\n", relief.lowest_m, relief.highest_m, padded.row,
              padded.col, padded.row_end(), padded.col_end());
  const MaskImage mask = visibility.mask(window, heights);
  const MaskImage truth = seen_by_brute_force(Ground(grid, heights), scene.geometry, window, 4);
  for (const MaskBit bit : {MaskBit::layover, MaskBit::shadow}) {
    const Agreement a = agreement(mask, truth, bit);
    std::printf("bit %d truth %d inside %d found %d flagged %d outside %d\n", static_cast<int>(bit),
                a.truth, a.inside, a.found, a.flagged, a.outside);
    EXPECT_GE(a.found, 0.998 * a.inside);
    EXPECT_EQ(a.outside, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Visibility, RuggedRelief,
                         testing::Values(std::tuple{false, 1000.0}, std::tuple{true, 1000.0},
                                         std::tuple{false, 24000.0}, std::tuple{true, 24000.0}));

}  // namespace
}  // namespace scarp::sar
