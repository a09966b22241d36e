#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace scarp {

/// Extent of a raster in cells.
struct Size {
  int rows = 0;
  int cols = 0;

  std::int64_t cells() const { return static_cast<std::int64_t>(rows) * cols; }
};
inline bool operator==(Size a, Size b) { return a.rows == b.rows && a.cols == b.cols; }
inline bool operator!=(Size a, Size b) { return !(a == b); }

/// A rectangle of cells: first row and column, and extent.
struct Window {
  int row = 0;
  int col = 0;
  int rows = 0;
  int cols = 0;

  bool empty() const { return rows <= 0 || cols <= 0; }
  Size size() const { return {rows, cols}; }
  int row_end() const { return row + rows; }
  int col_end() const { return col + cols; }
};
inline bool operator==(const Window& a, const Window& b) {
  return a.row == b.row && a.col == b.col && a.rows == b.rows && a.cols == b.cols;
}
inline bool operator!=(const Window& a, const Window& b) { return !(a == b); }

inline Window whole(Size size) { return {0, 0, size.rows, size.cols}; }

/// The cells common to both; an empty window where there are none.
inline Window intersect(const Window& a, const Window& b) {
  const int row = std::max(a.row, b.row);
  const int col = std::max(a.col, b.col);
  return {row, col, std::max(0, std::min(a.row_end(), b.row_end()) - row),
          std::max(0, std::min(a.col_end(), b.col_end()) - col)};
}

/// `window` grown by `halo` cells on every side, cut at the borders of a raster of `size`.
inline Window grow(const Window& window, int halo, Size size) {
  const Window grown{window.row - halo, window.col - halo, window.rows + 2 * halo,
                     window.cols + 2 * halo};
  return intersect(grown, whole(size));
}

/// A piece of work: the cells to produce, and the cells to read for it.
struct Tile {
  Window inner;
  Window padded;  ///< `inner` grown by the halo, cut at the raster's borders
};

/// Cuts a raster into tiles of at most `edge` × `edge` cells, row by row. Every cell is in exactly
/// one `inner` window. Needs `edge` > 0 and `halo` >= 0.
std::vector<Tile> tiles(Size size, int edge, int halo);

/// The same with full-width strips of `rows` rows: cheaper to read from files stored by rows.
std::vector<Tile> strips(Size size, int rows, int halo);

}  // namespace scarp
