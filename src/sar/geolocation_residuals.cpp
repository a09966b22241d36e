#include "sar/geolocation_residuals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "sar/ellipsoid.h"
#include "sar/radar_geometry.h"
#include "sar/range_doppler.h"

namespace scarp::sar {
namespace {

class Gathered {
 public:
  void add(double residual) {
    max_ = std::max(max_, std::abs(residual));
    squares_ += residual * residual;
    ++count_;
  }
  Residual result() const { return {max_, count_ == 0 ? 0 : std::sqrt(squares_ / count_), count_}; }

 private:
  double max_ = 0;
  double squares_ = 0;
  int count_ = 0;
};

// Whether the record that is nearest in time to a moment is among those of the product.
bool has_nearest(const std::vector<GroundRangeRecord>& records, double time_s) {
  if (records.size() < 2) return true;
  constexpr double kRounding_s = 1e-5;
  const auto time = [&](std::size_t i) { return records[i].azimuth_time_s; };
  const std::size_t last = records.size() - 1;
  return time_s >= time(0) - (time(1) - time(0)) / 2 - kRounding_s &&
         time_s <= time(last) + (time(last) - time(last - 1)) / 2 + kRounding_s;
}

double angle_deg(Vec3 a, Vec3 b) {
  return std::atan2(norm(cross(a, b)), dot(a, b)) * 180 / std::numbers::pi;
}

// Half of what the bistatic term spans: which of two polynomials is nearer halfway between them the
// grid may have told by the time of the line or by that of the point. In the mode EW 0.55 ms.
constexpr double kHalfway_s = 1e-3;

/// A tie point as our geometry sees it.
struct SeenPoint {
  Vec3 place_m;
  ZeroDoppler at;
  double ground_nearest_m;  ///< ground range; NaN where there is none
  double ground_linear_m;

  SeenPoint(const Product& product, const TiePoint& point)
      : place_m(to_ecef({point.longitude_deg, point.latitude_deg}, point.height_m)),
        at(zero_doppler(product.orbit, place_m, point.azimuth_time_s)) {
    const auto ground_m = [&](GroundRangeRule rule, double late_s) {
      return product.image.ground_range
          .ground_range_m(at.azimuth_time_s + late_s, at.slant_range_m, rule)
          .value_or(std::numeric_limits<double>::quiet_NaN());
    };
    ground_linear_m = ground_m(GroundRangeRule::linear, 0);
    ground_nearest_m = ground_m(GroundRangeRule::nearest, 0);
    const double expected_m = point.pixel * product.image.range_pixel_spacing_m;
    for (const double late_s : {-kHalfway_s, kHalfway_s}) {
      const double other_m = ground_m(GroundRangeRule::nearest, late_s);
      const bool nearer = std::abs(other_m - expected_m) < std::abs(ground_nearest_m - expected_m);
      if (std::isnan(ground_nearest_m) || nearer) {
        ground_nearest_m = other_m;
      }
    }
  }

  bool complete() const {
    return at.sight == Sight::seen && !std::isnan(ground_nearest_m) && !std::isnan(ground_linear_m);
  }
};

/// What is compared at each point.
struct Comparison {
  Gathered range;
  Gathered time;
  Gathered line_bistatic;
  Gathered line;
  Gathered nearest;
  Gathered linear;
  Gathered incidence;
  Gathered elevation;

  void add(const RadarImage& image, const TiePoint& point, const SeenPoint& seen,
           double reference_s) {
    const ZeroDoppler& at = seen.at;
    const double two_way_m = point.slant_range_time_s * kSpeedOfLight_m_per_s;
    range.add(1e3 * (at.slant_range_m - two_way_m / 2));
    time.add(1e6 * (at.azimuth_time_s - point.azimuth_time_s));
    const double term_s = (point.slant_range_time_s - reference_s) / 2;
    line_bistatic.add(image.line(at.azimuth_time_s - term_s) - point.line);
    line.add(image.line(at.azimuth_time_s) - point.line);
    const Vec3 satellite_m = seen.place_m + at.slant_range_m * at.look;
    incidence.add(angle_deg(seen.place_m, at.look) - point.incidence_angle_deg);
    elevation.add(angle_deg(satellite_m, at.look) - point.elevation_angle_deg);
  }

  void add_pixels(const RadarImage& image, const TiePoint& point, const SeenPoint& seen) {
    nearest.add(seen.ground_nearest_m / image.range_pixel_spacing_m - point.pixel);
    linear.add(seen.ground_linear_m / image.range_pixel_spacing_m - point.pixel);
  }

  void report(GeolocationResiduals& result) const {
    result.slant_range_mm = range.result();
    result.azimuth_time_us = time.result();
    result.line_bistatic = line_bistatic.result();
    result.line = line.result();
    result.pixel_nearest = nearest.result();
    result.pixel_linear = linear.result();
    result.incidence_angle_deg = incidence.result();
    result.elevation_angle_deg = elevation.result();
  }
};

}  // namespace

GeolocationResiduals geolocation_residuals(const Product& product) {
  GeolocationResiduals result;
  result.reference_time_s = reference_time_s(product).value_or(0);
  Comparison compared;
  for (const TiePoint& point : product.tie_points) {
    const SeenPoint seen(product, point);
    if (!seen.complete()) {
      ++result.unseen;
      continue;
    }
    ++result.points;
    compared.add(product.image, point, seen, result.reference_time_s);
    if (has_nearest(product.image.ground_range.records(), point.azimuth_time_s)) {
      compared.add_pixels(product.image, point, seen);
    } else {
      ++result.without_polynomial;
    }
  }
  compared.report(result);
  return result;
}

}  // namespace scarp::sar
