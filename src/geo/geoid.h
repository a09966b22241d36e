#pragma once

#include <string>

#include "core/raster.h"

namespace scarp::geo {

/// What a DEM's heights are measured from.
enum class VerticalDatum { ellipsoid, egm96, egm2008 };

struct GeoidShift {
  VerticalDatum model = VerticalDatum::ellipsoid;  ///< the geoid model that was used
  std::string grid_file;                           ///< of PROJ
  bool substituted = false;  ///< EGM2008 was asked for, EGM96 was used: up to a few metres off
};

/// Adds the geoid undulation to `dem` (metres), which makes its heights ellipsoidal: h = H + N.
/// The PROJ grid is opened by name, so a missing one is an Error (EGM2008 falls back to EGM96 and
/// says so), never heights left as they were.
GeoidShift to_ellipsoid(Raster<float>& dem, VerticalDatum from);

/// Undulation N in metres at a place on WGS 84.
double geoid_undulation_m(double longitude_deg, double latitude_deg, VerticalDatum model);

}  // namespace scarp::geo
