#pragma once

#include <vector>

#include "core/raster.h"
#include "core/reporter.h"
#include "sim/event.h"
#include "sim/landslides.h"

namespace scarp::sim {

/// The landslides of an event on `dem` (metres, projected): generated ones, those of an inventory
/// where they lie, or its shapes on other slopes within `area`. `slope_deg` is 0 outside of it.
/// Throws Error.
std::vector<Landslide> landslides_on(const Raster<float>& dem, const Raster<float>& slope_deg,
                                     const Window& area, const EventOptions& options,
                                     Reporter& reporter);

}  // namespace scarp::sim
