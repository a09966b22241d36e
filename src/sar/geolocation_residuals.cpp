#include "sar/geolocation_residuals.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "sar/ellipsoid.h"
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

// By least squares: the mean of what each point says.
double fit_reference_time_s(const Product& product) {
  double sum_s = 0;
  for (const TiePoint& point : product.tie_points) {
    const double late_s = point.azimuth_time_s - product.image.azimuth_time_s(point.line);
    sum_s += point.slant_range_time_s - 2 * late_s;
  }
  return sum_s / static_cast<double>(product.tie_points.size());
}

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

}  // namespace

GeolocationResiduals geolocation_residuals(const Product& product) {
  GeolocationResiduals result;
  if (product.tie_points.empty()) return result;
  const RadarImage& image = product.image;
  result.reference_time_s = fit_reference_time_s(product);
  Gathered range;
  Gathered time;
  Gathered line_bistatic;
  Gathered line;
  Gathered nearest;
  Gathered linear;
  Gathered incidence;
  Gathered elevation;
  for (const TiePoint& point : product.tie_points) {
    const Vec3 place_m = to_ecef({point.longitude_deg, point.latitude_deg}, point.height_m);
    const ZeroDoppler at = zero_doppler(product.orbit, place_m, point.azimuth_time_s);
    const auto ground_m = [&](GroundRangeRule rule) {
      return image.ground_range.ground_range_m(at.azimuth_time_s, at.slant_range_m, rule);
    };
    const auto by_nearest = ground_m(GroundRangeRule::nearest);
    const auto by_linear = ground_m(GroundRangeRule::linear);
    if (at.sight != Sight::seen || !by_nearest || !by_linear) {
      ++result.unseen;
      continue;
    }
    ++result.points;
    const double two_way_m = point.slant_range_time_s * kSpeedOfLight_m_per_s;
    range.add(1e3 * (at.slant_range_m - two_way_m / 2));
    time.add(1e6 * (at.azimuth_time_s - point.azimuth_time_s));
    const double term_s = (point.slant_range_time_s - result.reference_time_s) / 2;
    line_bistatic.add(image.line(at.azimuth_time_s - term_s) - point.line);
    line.add(image.line(at.azimuth_time_s) - point.line);
    const Vec3 satellite_m = place_m + at.slant_range_m * at.look;
    incidence.add(angle_deg(place_m, at.look) - point.incidence_angle_deg);
    elevation.add(angle_deg(satellite_m, at.look) - point.elevation_angle_deg);
    if (!has_nearest(image.ground_range.records(), point.azimuth_time_s)) {
      ++result.without_polynomial;
      continue;
    }
    nearest.add(*by_nearest / image.range_pixel_spacing_m - point.pixel);
    linear.add(*by_linear / image.range_pixel_spacing_m - point.pixel);
  }
  result.slant_range_mm = range.result();
  result.azimuth_time_us = time.result();
  result.line_bistatic = line_bistatic.result();
  result.line = line.result();
  result.pixel_nearest = nearest.result();
  result.pixel_linear = linear.result();
  result.incidence_angle_deg = incidence.result();
  result.elevation_angle_deg = elevation.result();
  return result;
}

}  // namespace scarp::sar
