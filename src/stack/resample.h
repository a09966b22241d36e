#pragma once

#include <string>

#include "core/grid.h"
#include "core/image.h"
#include "core/raster_source.h"
#include "geo/warp.h"

namespace scarp::stack {

/// Band 1 of `source` on the cells of `grid`, NaN beyond it. Where the cells of both coincide they
/// are copied as they are, else `resampling` makes them. `where` names the source in errors.
Image<float> resample(const RasterSource& source, const std::string& where, const Grid& grid,
                      geo::Resampling resampling);

/// `grid` moved by fractions of its cells.
Grid moved(const Grid& grid, double rows, double cols);

}  // namespace scarp::stack
