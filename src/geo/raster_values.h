#pragma once

#include <optional>

#include "core/image.h"
#include "geo/gdal_internal.h"

namespace scarp::geo {

std::optional<double> no_data(GDALRasterBand& band);

/// No-data is often kept as text: -3.40282346638529e+38 is meant to be the lowest float.
float to_float(double value);

/// Reads `window` (of the file's own rows and columns) into `image`: scale and offset applied;
/// cells that are no-data, infinite or masked are NaN. False when GDAL failed.
bool read_values(GDALRasterBand& band, const Window& window, Image<float>& image);

}  // namespace scarp::geo
