#pragma once

#include <optional>

#include "core/raster.h"
#include "geo/raster_file.h"

namespace scarp::geo {

/// What of a terrain model is needed for `area` and `margin_m` around it, at the model's own cells
/// (north-up ones where the model is rotated). Longitudes are counted on across the antimeridian.
/// Nothing when the model does not touch the area.
std::optional<Raster<float>> read_dem_part(const RasterFile& file, const Grid& area,
                                           double margin_m);

/// The same; throws Error when the model does not touch the area.
Raster<float> read_dem(const RasterFile& file, const Grid& area, double margin_m);

}  // namespace scarp::geo
