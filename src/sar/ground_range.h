#pragma once

#include <optional>
#include <vector>

namespace scarp::sar {

/// How the polynomials of ground range are used between the azimuth times they are given for.
enum class GroundRangeRule {
  linear,   ///< coefficients linear in azimuth time, as the product specification says
  nearest,  ///< the record nearest in azimuth time: what the geolocation grid was made with
};

/// Slant range over ground range at one azimuth time:
/// R = Σ coefficients[k] · (ground_range_m − origin_m)^k, in m.
struct GroundRangeRecord {
  double azimuth_time_s = 0;
  double origin_m = 0;
  std::vector<double> coefficients;
};

/// The relation of slant range to ground range in a detected product (`coordinateConversion`).
class GroundRangeTable {
 public:
  /// Throws Error for no records, records out of order, missing or non-finite coefficients, or a
  /// polynomial whose slant range does not grow over `max_ground_range_m`.
  GroundRangeTable(std::vector<GroundRangeRecord> records, double max_ground_range_m);

  /// Beyond the first and last record those two stand.
  double slant_range_m(double azimuth_time_s, double ground_range_m, GroundRangeRule rule) const;

  /// m of slant range per m of ground range.
  double slope(double azimuth_time_s, double ground_range_m, GroundRangeRule rule) const;

  /// By Newton's method on slant_range_m; nothing where it does not converge.
  std::optional<double> ground_range_m(double azimuth_time_s, double slant_range_m,
                                       GroundRangeRule rule) const;

  const std::vector<GroundRangeRecord>& records() const { return records_; }

 private:
  std::vector<GroundRangeRecord> records_;
  double max_ground_range_m_;
};

}  // namespace scarp::sar
