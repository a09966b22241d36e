#pragma once

#include <array>
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

/// Slant range around one ground range g0, over a stretch of azimuth time that ends at `end_s`:
/// R = Σ (value[k] + (t − reference_s) · rate_per_s[k]) · (g − g0)^k.
struct GroundRangePiece {
  double end_s = 0;  ///< infinite after the last record
  double reference_s = 0;
  std::array<double, 4> value{};
  std::array<double, 4> rate_per_s{};
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

  /// The pieces in force from `first_s` to `last_s`, in order, expanded around `ground_range_m`.
  /// What is cut off the polynomials is below 0.01 m within 8 km of there.
  std::vector<GroundRangePiece> pieces(double first_s, double last_s, double ground_range_m,
                                       GroundRangeRule rule) const;

  const std::vector<GroundRangeRecord>& records() const { return records_; }

  double max_ground_range_m() const { return max_ground_range_m_; }

 private:
  // A stretch of time, and the records that are in force at its start and end.
  struct Span {
    double end_s;
    const GroundRangeRecord& first;
    const GroundRangeRecord& second;
    double rate(double at_first, double at_second) const;
  };
  Span span_at(double azimuth_time_s, GroundRangeRule rule) const;

  std::vector<GroundRangeRecord> records_;
  double max_ground_range_m_;
};

}  // namespace scarp::sar
