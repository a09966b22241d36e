#pragma once

#include <string>

#include "core/crs.h"
#include "core/window.h"

namespace scarp {

/// A place in the units of a coordinate reference system: x easting or longitude, y northing or
/// latitude.
struct Point {
  double x = 0;
  double y = 0;
};
inline bool operator==(Point a, Point b) { return a.x == b.x && a.y == b.y; }
inline bool operator!=(Point a, Point b) { return !(a == b); }

/// A place in cells. (0, 0) is the outer corner of the first cell, (0.5, 0.5) its centre.
struct CellPoint {
  double row = 0;
  double col = 0;
};

/// Extent in the units of a coordinate reference system.
struct Bounds {
  double min_x = 0;
  double min_y = 0;
  double max_x = 0;
  double max_y = 0;
};

/// Cells to world: x = x0 + col·x_per_col + row·x_per_row, and likewise y.
struct Affine {
  double x0 = 0;
  double x_per_col = 1;
  double x_per_row = 0;
  double y0 = 0;
  double y_per_col = 0;
  double y_per_row = -1;

  double determinant() const { return x_per_col * y_per_row - x_per_row * y_per_col; }
};

/// Where the cells of a raster lie on the Earth: an immutable value.
class Grid {
 public:
  Grid() = default;

  /// Throws Error when the size is not positive or the transform has no inverse or is not finite.
  Grid(Affine affine, Size size, CrsPtr crs);

  const Affine& affine() const { return affine_; }
  Size size() const { return size_; }
  int rows() const { return size_.rows; }
  int cols() const { return size_.cols; }
  const CrsPtr& crs() const { return crs_; }

  Point to_world(CellPoint cell) const;
  CellPoint to_cell(Point world) const;
  Point centre(int row, int col) const { return to_world({row + 0.5, col + 0.5}); }

  /// Of the outer edges of the outermost cells.
  Bounds bounds() const;

  /// Neither rotated nor sheared, columns to the east and rows to the south.
  bool north_up() const;

  /// Edge lengths of a cell in units of the coordinate reference system.
  double cell_width() const;
  double cell_height() const;

  /// Area in m² of a cell in `row`; on geographic grids it shrinks towards the poles.
  double cell_area_m2(int row) const;

  /// Size of a cell at the centre of the grid in metres: the root of its area.
  double cell_size_m() const;

  /// The grid of the cells in `window`, which may reach beyond this grid.
  Grid crop(const Window& window) const;

  /// The same extent in cells of another size, rounded outwards to whole cells. North-up only.
  Grid with_cell_size(double cell_size) const;

  /// Cells of both coincide within `tolerance` cells, and so do size and reference system.
  bool compatible(const Grid& other, double tolerance = 0.01) const;

  /// What makes `other` incompatible, in words; empty when nothing does.
  std::string difference(const Grid& other, double tolerance = 0.01) const;

 private:
  Affine affine_;
  Size size_;
  CrsPtr crs_;
};

/// The north-up grid that covers `bounds` with edges on whole multiples of `cell_size`, so that all
/// grids of one system and cell size share their cell edges.
Grid snapped_grid(const Bounds& bounds, double cell_size, CrsPtr crs);

/// Metres per degree on the WGS 84 ellipsoid at a geodetic latitude.
struct DegreeLength {
  double east_m;   ///< of longitude
  double north_m;  ///< of latitude
};
DegreeLength degree_length(double latitude_deg);

/// Metres per unit of the coordinates of `crs`: of a degree at the latitude `y`, of projected
/// coordinates wherever.
DegreeLength unit_length(const Crs& crs, double y);

}  // namespace scarp
