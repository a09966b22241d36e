#include "map/patch_lattice.h"

#include <algorithm>
#include <cmath>

namespace scarp::map {
namespace {

// Cells from the origin of the reference system to the grid's first one, `x0` and `step` being in
// its units. Grids that share their cells' edges agree on it; a hair keeps them from rounding
// apart.
std::int64_t cells_to_origin(double x0, double step) {
  constexpr double kHair = 1e-3;
  const double cells = x0 / step;
  return std::abs(cells) < 1e15 ? static_cast<std::int64_t>(std::floor(cells + kHair)) : 0;
}

std::int64_t rounded_up(std::int64_t value, std::int64_t step) {
  return (value / step + (value % step > 0 ? 1 : 0)) * step;
}

std::vector<int> starts(int length, int patch, double overlap, std::int64_t first_cell) {
  const int stride = std::max(1, static_cast<int>(std::lround(patch * (1 - overlap))));
  std::int64_t start = 0;
  if (stride < patch) start = rounded_up(first_cell - patch + 1, stride) - first_cell;
  std::vector<int> found;
  for (; start < length; start += stride) found.push_back(static_cast<int>(start));
  return found;
}

}  // namespace

PatchStarts patch_starts(const PatchLattice& lattice, const Grid& grid) {
  const Affine& affine = grid.affine();
  const bool straight = affine.x_per_row == 0 && affine.y_per_col == 0;
  const std::int64_t row = straight ? cells_to_origin(affine.y0, affine.y_per_row) : 0;
  const std::int64_t col = straight ? cells_to_origin(affine.x0, affine.x_per_col) : 0;
  return {starts(grid.rows(), lattice.rows, lattice.overlap, row),
          starts(grid.cols(), lattice.cols, lattice.overlap, col)};
}

int mirrored(int cell, int length) {
  if (length == 1) return 0;
  const int period = 2 * (length - 1);
  const int place = ((cell % period) + period) % period;
  return place < length ? place : period - place;
}

}  // namespace scarp::map
