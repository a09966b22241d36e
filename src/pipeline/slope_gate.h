#pragma once

#include "core/raster.h"
#include "core/reporter.h"
#include "geo/dem.h"

namespace scarp::pipeline {

/// Slopes of the DEM around an area, at the DEM's own resolution; NaN where the DEM has none. The
/// grid may cover a part of the area only, and its longitudes go on beyond ±180°.
struct SlopeLayers {
  Raster<float> slope_deg;
  Raster<float> steepest_near_deg;  ///< within 100 m: runout deposits lie at the foot of slopes
  Raster<float> hillshade;          ///< 0–1, lit from the north-west at 45°
};

/// Reads the part of the DEM that covers `area`, across the antimeridian too. A
/// rotated DEM is brought north-up. Warns once of the share of `area` it leaves uncovered, and of
/// gaps that pass for ground; throws Error, which names the file, when it does not touch `area` at
/// all.
SlopeLayers read_slopes(const geo::Dem& dem, const Grid& area, Reporter& reporter);

}  // namespace scarp::pipeline
