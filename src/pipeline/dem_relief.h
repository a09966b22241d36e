#pragma once

#include "core/thread_pool.h"
#include "geo/geoid.h"
#include "geo/raster_file.h"
#include "sar/visibility.h"

namespace scarp::pipeline {

/// Lowest and highest ground that the cells of `grid`, or what lies within some 20 km of them, can
/// have when it is resampled from `dem`; heights above the ellipsoid, where `model` is what those
/// of the DEM are measured from. Throws Error when the DEM cannot be read.
sar::Relief dem_relief(const geo::RasterFile& dem, const Grid& grid, geo::VerticalDatum model,
                       ThreadPool& threads);

}  // namespace scarp::pipeline
