#pragma once

#include <cstdint>
#include <vector>

#include "core/grid.h"

namespace scarp::sar {

/// A square of cells between four nodes, or the part of it inside some window.
struct Patch {
  Window window;      ///< cells of the grid; may lie beyond its edges
  int node_row = 0;   ///< of the upper left node, counted from the first node of the window
  int node_col = 0;   ///< that was cut into patches
  int first_row = 0;  ///< of `window` within the square
  int first_col = 0;
};

/// Places a few hundred metres apart between which smooth quantities are interpolated. They lie on
/// multiples of a number of cells, counted from the origin of the reference system: whatever part
/// of the Earth a grid covers and however it is cut into pieces, a cell lies between the same
/// nodes and gets the same bits.
class NodeLattice {
 public:
  /// `spacing_m` is cut down to a power of two of cells, one at the least. Throws Error for grids
  /// that are not north-up or have no reference system.
  NodeLattice(const Grid& grid, double spacing_m);

  /// Cells from node to node.
  int step() const { return step_; }

  /// The squares that share cells with `window`, row by row, cut to it.
  std::vector<Patch> patches(const Window& window) const;

  /// How many nodes those squares have, with `ring` more on each side.
  Size node_count(const Window& window, int ring) const;

  /// Of the grid's upper left corner: cells to the south and east of the origin of the reference
  /// system, rounded to 1e-6.
  CellPoint origin() const {
    return {static_cast<double>(rows_.first) + rows_.offset,
            static_cast<double>(cols_.first) + cols_.offset};
  }

  /// Where they are, row by row.
  std::vector<Point> nodes(const Window& window, int ring) const;

 private:
  // Rows or columns: cells counted from the origin, southwards and eastwards.
  struct Axis {
    double cell = 0;         // length in units of the reference system
    std::int64_t first = 0;  // of the grid
    double offset = 0;       // of cell edges from multiples of `cell`, in cells
  };
  static Axis axis(double start, double cell);
  std::int64_t node_before(const Axis& axis, int cell) const;

  int step_ = 1;
  Axis rows_;
  Axis cols_;
};

}  // namespace scarp::sar
