#include "map/patch_lattice.h"

#include <gtest/gtest.h>

namespace scarp::map {
namespace {

Grid grid_at(double x0, double y0, Size size) { return {{x0, 10, 0, y0, 0, -10}, size, nullptr}; }

TEST(PatchStarts, BeginInTheFirstCellWithoutOverlap) {
  const PatchStarts starts = patch_starts({64, 32, 0}, grid_at(577010, 4736030, {130, 64}));
  EXPECT_EQ(starts.rows, (std::vector<int>{0, 64, 128}));
  EXPECT_EQ(starts.cols, (std::vector<int>{0, 32}));
}

TEST(PatchStarts, LieAtFixedPlacesOnTheGroundWithOverlap) {
  // Cell 57701 of the reference system is 5 beyond a multiple of 8; the row −473603 is likewise.
  const PatchStarts starts = patch_starts({16, 16, 0.5}, grid_at(577010, 4736030, {20, 20}));
  EXPECT_EQ(starts.cols, (std::vector<int>{-13, -5, 3, 11, 19}));
  EXPECT_EQ(starts.rows, (std::vector<int>{-13, -5, 3, 11, 19}));
}

TEST(PatchStarts, OfAPartAreThoseOfTheWhole) {
  const Grid whole = grid_at(577010, 4736030, {300, 300});
  const PatchStarts all = patch_starts({64, 64, 0.25}, whole);
  for (int shift = 1; shift < 60; ++shift) {
    const PatchStarts part = patch_starts({64, 64, 0.25}, whole.crop({shift, shift, 200, 200}));
    for (const int start : part.rows) {
      EXPECT_EQ(std::count(all.rows.begin(), all.rows.end(), start + shift), 1) << shift;
    }
  }
}

TEST(PatchStarts, CoverEveryCellAsOftenAsTheOverlapSays) {
  const PatchStarts starts = patch_starts({32, 32, 0.75}, grid_at(-70, 4736030, {100, 77}));
  for (int col = 0; col < 77; ++col) {
    const auto covers = [col](int start) { return start <= col && col < start + 32; };
    EXPECT_EQ(std::count_if(starts.cols.begin(), starts.cols.end(), covers), 4) << col;
  }
}

TEST(Mirrored, TurnsAtTheCentresOfTheOutermostCells) {
  EXPECT_EQ(mirrored(3, 5), 3);
  EXPECT_EQ(mirrored(-2, 5), 2);
  EXPECT_EQ(mirrored(5, 5), 3);
  EXPECT_EQ(mirrored(-8, 5), 0);
  EXPECT_EQ(mirrored(13, 5), 3);
  EXPECT_EQ(mirrored(-7, 1), 0);
}

}  // namespace
}  // namespace scarp::map
