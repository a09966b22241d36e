#pragma once

#include <ogr_spatialref.h>

#include "core/crs.h"

namespace scarp::geo {

/// For GDAL; coordinates in scarp's order, easting or longitude first.
OGRSpatialReference to_ogr(const Crs& crs);

/// Null when there is none, or none that says where on the Earth its coordinates lie.
CrsPtr from_ogr(const OGRSpatialReference* system);

}  // namespace scarp::geo
