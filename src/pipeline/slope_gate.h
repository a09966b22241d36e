#pragma once

#include <string>

#include "core/raster.h"

namespace scarp::pipeline {

/// Slopes of the DEM around an area, at the DEM's own resolution.
struct SlopeLayers {
  Raster<float> slope_deg;
  Raster<float> steepest_near_deg;  ///< within 100 m: runout deposits lie at the foot of slopes
  Raster<float> hillshade;          ///< 0–1, lit from the north-west at 45°
};

/// Reads the part of the DEM (heights in metres) that covers `area`. Throws Error when it does not
/// touch it.
SlopeLayers read_slopes(const std::string& dem_path, const Grid& area);

}  // namespace scarp::pipeline
