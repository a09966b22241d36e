#pragma once

#include "sar/product.h"

namespace scarp::sar {

/// Of residuals without regard to their sign, and the root of the mean of their squares.
struct Residual {
  double max = 0;
  double rms = 0;
  int count = 0;  ///< points compared
};

/// How far our account of a product's geometry is from the product's own, at its tie points. All
/// but `line` and `pixel_linear` are a check of arithmetic; those two hold what the grid is known
/// to leave out (bistatic term) or do differently (nearest polynomial).
struct GeolocationResiduals {
  int points = 0;  ///< that could be compared
  int unseen = 0;  ///< that our geometry does not see
  /// Points further than half an interval from the first or last polynomial of ground range, which
  /// were made with one that the product does not hold: left out of the pixel residuals.
  int without_polynomial = 0;
  Residual slant_range_mm;       ///< against slantRangeTime
  Residual azimuth_time_us;      ///< zero-Doppler time against azimuthTime
  Residual line_bistatic;        ///< azimuthTime less the bistatic term, against line
  Residual line;                 ///< zero-Doppler time against line, as images are made
  Residual pixel_nearest;        ///< with the nearest ground range polynomial, against pixel
  Residual pixel_linear;         ///< with polynomials linear in time, as images are made
  Residual incidence_angle_deg;  ///< against the geocentric vertical
  Residual elevation_angle_deg;  ///< at the satellite, against the direction to the Earth's centre
  double reference_time_s = 0;   ///< τ_ref of azimuthTime = t_line + (τ − τ_ref) / 2, fitted
};

GeolocationResiduals geolocation_residuals(const Product& product);

}  // namespace scarp::sar
