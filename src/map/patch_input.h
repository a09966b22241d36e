#pragma once

#include <cstdint>
#include <vector>

#include "core/grid.h"
#include "map/stack_rows.h"

namespace scarp::map {

/// Patches as networks take them, cell by cell: beyond the edges of the area as in mirrors that
/// stand on its outermost cells.
class PatchInput {
 public:
  /// `rows` are of an area of the size `area`, and have to outlive this.
  PatchInput(const StackRows& rows, Size area, Size patch);

  /// From now on patches whose first row is `row`, until `rows` advance.
  void begin_at(int row);

  /// Copies the patch whose first column is `col`: `x` (rows, cols, bands), and `valid` (rows,
  /// cols), 1 where a cell can be assessed.
  void copy(int col, float* x, std::uint8_t* valid) const;

 private:
  void prefetch(int row, int col) const;

  const StackRows& rows_;
  Size area_;
  Size patch_;
  int bands_;
  std::vector<int> cols_;             // of the area, from a patch's width before it on
  std::vector<const float*> values_;  // (rows of a patch, bands): where rows of the area begin
  std::vector<const std::uint8_t*> masks_;  // (rows of a patch): likewise
};

}  // namespace scarp::map
