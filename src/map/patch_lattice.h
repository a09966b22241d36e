#pragma once

#include <cstdint>
#include <vector>

#include "core/grid.h"

namespace scarp::map {

/// How patches lie on an area.
struct PatchLattice {
  int rows = 64;         ///< of a patch
  int cols = 64;         ///< of a patch
  double overlap = 0.5;  ///< share of a patch's edge that the next one covers again: [0, 1)
};

/// Where patches begin.
struct PatchStarts {
  std::vector<int> rows;
  std::vector<int> cols;
};

/// The patches that cover a grid; they may reach beyond it on all sides. Overlapping ones lie at
/// fixed places on the ground (whole multiples of their distance from the origin of the reference
/// system), so that a part of the grid gets the same patches; others begin in the first cell, as
/// the authors cut theirs.
PatchStarts patch_starts(const PatchLattice& lattice, const Grid& grid);

/// The cell of a row of `length` cells that a mirror at the centres of its outermost cells shows in
/// place of `cell`.
int mirrored(int cell, int length);

}  // namespace scarp::map
