#pragma once

#include "core/image.h"
#include "geo/dem.h"
#include "stack/band_list.h"

namespace scarp::stack {

/// Slope (degrees) or height (m) on the cells of `grid`, by cubic convolution of the model's own
/// cells; NaN where it has none.
Image<float> terrain_band(const geo::Dem& dem, BandRequest::Kind kind, const Grid& grid);

}  // namespace scarp::stack
