#pragma once

#include <optional>
#include <vector>

#include "sar/radar_geometry.h"

namespace scarp::sar {

/// Slant range to ground range around one place: much faster than GroundRangeTable, and as exact
/// within 8 km of it.
class LocalGroundRange {
 public:
  /// For azimuth times from `first_s` to `last_s` and slant ranges around `slant_range_m`. Nothing
  /// for places far beside the image.
  static std::optional<LocalGroundRange> around(const RadarGeometry& geometry, double first_s,
                                                double last_s, double slant_range_m);

  /// m of slant range per m of ground range, there.
  double slope() const { return pieces_.front().value[1]; }

  /// Ground range times `scale` of each place; NaN stays NaN.
  void convert(const double* azimuth_time_s, const double* slant_range_m, int count, double scale,
               double* out) const;

 private:
  double offset_m(const GroundRangePiece& piece, double azimuth_time_s, double slant_range_m) const;

  double centre_m_ = 0;
  double inverse_ = 0;            // ground per slant range
  double inverse_curvature_ = 0;  // the next term of the inverse series
  std::vector<GroundRangePiece> pieces_;
};

}  // namespace scarp::sar
