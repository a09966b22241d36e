#pragma once

#include "core/raster.h"

namespace scarp::geo {

/// By Horn's 3 × 3 formula (1981), as gdaldem has it. `dem` holds metres on a north-up grid,
/// projected or geographic; on geographic grids a degree has its true length in both directions at
/// each row. At borders and beside no-data the missing heights continue the plane of those there
/// are; cells with neither neighbour along a row or a column are NaN. Throws Error for rotated
/// grids and grids without a reference system.
Raster<float> slope_deg(const Raster<float>& dem);

/// Where the slope faces, downhill, clockwise from the grid's north in [0, 360); NaN where flat.
Raster<float> aspect_deg(const Raster<float>& dem);

/// Lambert's law for a sun in the north-west, 45° high: 0 in the shade, 1 where it shines straight.
Raster<float> hillshade(const Raster<float>& dem);

/// Edges of a cell in metres.
struct CellLength {
  double east_m;
  double north_m;
};

/// Of the cells in `row` of a north-up grid, projected or geographic.
CellLength cell_length(const Grid& grid, int row);

}  // namespace scarp::geo
