#include "sar/local_ground_range.h"

#include <cstddef>

namespace scarp::sar {

std::optional<LocalGroundRange> LocalGroundRange::around(const RadarGeometry& geometry,
                                                         double first_s, double last_s,
                                                         double slant_range_m) {
  const GroundRangeTable& table = geometry.image().ground_range;
  const GroundRangeRule rule = geometry.options().ground_range_rule;
  const auto centre_m = table.ground_range_m(first_s, slant_range_m, rule);
  if (!centre_m) return std::nullopt;
  LocalGroundRange result;
  result.centre_m_ = *centre_m;
  result.pieces_ = table.pieces(first_s, last_s, *centre_m, rule);
  const GroundRangePiece& piece = result.pieces_.front();
  result.inverse_ = 1 / piece.value[1];
  result.inverse_curvature_ = -piece.value[2] * result.inverse_ * result.inverse_ * result.inverse_;
  return result;
}

// One step of Newton's method after two terms of the inverse series leaves less than 1e-4 m.
inline double LocalGroundRange::offset_m(const GroundRangePiece& piece, double azimuth_time_s,
                                         double slant_range_m) const {
  const double w = azimuth_time_s - piece.reference_s;
  const double c1 = piece.value[1] + w * piece.rate_per_s[1];
  const double c2 = piece.value[2] + w * piece.rate_per_s[2];
  const double c3 = piece.value[3] + w * piece.rate_per_s[3];
  const double rise = slant_range_m - (piece.value[0] + w * piece.rate_per_s[0]);
  const double guess = rise * (inverse_ + rise * inverse_curvature_);
  const double error = ((c3 * guess + c2) * guess + c1) * guess - rise;
  const double slope = (3 * c3 * guess + 2 * c2) * guess + c1;
  return guess - error / slope;
}

void LocalGroundRange::convert(const double* azimuth_time_s, const double* slant_range_m, int count,
                               double scale, double* out) const {
  if (pieces_.size() == 1) {
    // A copy, so that compilers see that `out` does not change it.
    const GroundRangePiece piece = pieces_.front();
    for (int i = 0; i < count; ++i) {
      out[i] = scale * (centre_m_ + offset_m(piece, azimuth_time_s[i], slant_range_m[i]));
    }
    return;
  }
  for (int i = 0; i < count; ++i) {
    std::size_t k = 0;
    while (k + 1 < pieces_.size() && azimuth_time_s[i] >= pieces_[k].end_s) ++k;
    out[i] = scale * (centre_m_ + offset_m(pieces_[k], azimuth_time_s[i], slant_range_m[i]));
  }
}

}  // namespace scarp::sar
