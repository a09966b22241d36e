#pragma once

#include <optional>
#include <string>

#include "core/reporter.h"
#include "geo/dem.h"
#include "geo/geoid.h"

namespace scarp::pipeline {

/// "ellipsoid", "egm96" or "egm2008".
const char* name_of(geo::VerticalDatum datum);

/// What the heights of a DEM are measured from: `told`, else what the file says, else what is known
/// of terrain models by that name, else EGM2008 with a warning. Throws Error when the file says
/// something else than above the ellipsoid, EGM96 or EGM2008.
geo::VerticalDatum dem_datum(const geo::Dem& dem, std::optional<geo::VerticalDatum> told,
                             Reporter& reporter);

}  // namespace scarp::pipeline
