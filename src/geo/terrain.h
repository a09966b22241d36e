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

}  // namespace scarp::geo
