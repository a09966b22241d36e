#include "core/coarser.h"

namespace scarp {
namespace {

// Without a sum that is too large for an int.
int ceil_divide(int a, int b) { return a / b + (a % b == 0 ? 0 : 1); }

}  // namespace

Size coarser(Size size, int factor) {
  return {ceil_divide(size.rows, factor), ceil_divide(size.cols, factor)};
}

Grid coarser(const Grid& grid, int factor) {
  Affine affine = grid.affine();
  for (double* term :
       {&affine.x_per_col, &affine.x_per_row, &affine.y_per_col, &affine.y_per_row}) {
    *term *= factor;
  }
  return {affine, coarser(grid.size(), factor), grid.crs()};
}

}  // namespace scarp
