#include "sar/radar_geometry.h"

#include <cmath>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/median.h"

namespace scarp::sar {
namespace {

constexpr double kZenithDelay_m = 2.4;
constexpr double kScaleHeight_m = 8000;

double bistatic_reference_s(const Product& product) {
  if (const auto reference_s = reference_time_s(product)) return *reference_s;
  throw Error({"the bistatic correction needs the geolocation grid, which is empty",
               product.identity.name, "Leave the correction out"});
}

}  // namespace

std::optional<double> reference_time_s(const Product& product) {
  if (product.tie_points.empty()) return std::nullopt;
  std::vector<double> estimates;
  for (const TiePoint& point : product.tie_points) {
    const double late_s = point.azimuth_time_s - product.image.azimuth_time_s(point.line);
    estimates.push_back(point.slant_range_time_s - 2 * late_s);
  }
  return median(std::move(estimates));
}

double troposphere_delay_m(double height_m, double cos_incidence) {
  return kZenithDelay_m * std::exp(-height_m / kScaleHeight_m) / cos_incidence;
}

RadarGeometry::RadarGeometry(const Product& product, GeometryOptions options)
    : orbit_(product.orbit),
      image_(product.image),
      options_(options),
      middle_s_(product.image.azimuth_time_s(product.image.size.rows / 2.0)) {
  const double last_s = image_.azimuth_time_s(image_.size.rows);
  if (!orbit_.covers(image_.first_azimuth_time_s, last_s)) {
    throw Error({"the orbit does not cover the time of the image", product.identity.name,
                 "Give the orbit file of this acquisition, or none"});
  }
  if (options.bistatic_correction) bistatic_reference_s_ = bistatic_reference_s(product);
}

ZeroDoppler RadarGeometry::see(const Vertical& place, double height_m,
                               std::optional<double> guess_s) const {
  const Vec3 target = place.foot_m + height_m * place.up;
  ZeroDoppler seen = zero_doppler(orbit_, target, guess_s.value_or(middle_s_));
  const double cos_incidence = dot(seen.look, place.up);
  if (seen.sight == Sight::seen && cos_incidence <= 0) seen.sight = Sight::below_horizon;
  if (seen.sight != Sight::seen) return seen;
  if (options_.bistatic_correction) {
    const double travel_s = 2 * seen.slant_range_m / kSpeedOfLight_m_per_s;
    seen.azimuth_time_s -= (travel_s - bistatic_reference_s_) / 2;
  }
  if (options_.troposphere_correction) {
    seen.slant_range_m += troposphere_delay_m(height_m, cos_incidence);
  }
  return seen;
}

std::optional<double> RadarGeometry::pixel(double azimuth_time_s, double slant_range_m) const {
  const auto ground_range_m =
      image_.ground_range.ground_range_m(azimuth_time_s, slant_range_m, options_.ground_range_rule);
  if (!ground_range_m) return std::nullopt;
  return *ground_range_m / image_.range_pixel_spacing_m;
}

}  // namespace scarp::sar
