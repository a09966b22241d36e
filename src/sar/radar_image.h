#pragma once

#include <string>
#include <vector>

#include "core/utc.h"
#include "core/window.h"
#include "sar/ground_range.h"

namespace scarp::sar {

/// Lines and pixels of a detected image count from 0 and whole numbers are pixel centres, as in
/// Sentinel-1 annotations (a GeoTIFF's row of the same place is half a cell more).
struct RadarImage {
  Size size;                           ///< lines and pixels
  double first_azimuth_time_s = 0;     ///< of line 0, after the product's epoch
  double azimuth_time_interval_s = 0;  ///< from line to line
  double range_pixel_spacing_m = 0;    ///< of ground range
  double azimuth_pixel_spacing_m = 0;  ///< as annotated; the true one varies by 2 %
  GroundRangeTable ground_range;

  double azimuth_time_s(double line) const {
    return first_azimuth_time_s + line * azimuth_time_interval_s;
  }
  double line(double azimuth_time_s) const {
    return (azimuth_time_s - first_azimuth_time_s) / azimuth_time_interval_s;
  }
};

/// A point of the annotated geolocation grid: the product's own account of its geometry.
struct TiePoint {
  double azimuth_time_s = 0;      ///< after the product's epoch; includes the bistatic term
  double slant_range_time_s = 0;  ///< two-way
  int line = 0;
  int pixel = 0;
  double latitude_deg = 0;
  double longitude_deg = 0;
  double height_m = 0;             ///< above the ellipsoid
  double incidence_angle_deg = 0;  ///< against the geocentric vertical
  double elevation_angle_deg = 0;
};

}  // namespace scarp::sar
