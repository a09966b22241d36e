#pragma once

#include <optional>

#include "sar/ellipsoid.h"
#include "sar/product.h"
#include "sar/range_doppler.h"

namespace scarp::sar {

struct GeometryOptions {
  GroundRangeRule ground_range_rule = GroundRangeRule::linear;
  /// Lines are as if the satellite stood still between sending and receiving; corrected for, the
  /// line of a place moves by up to 0.2.
  bool bistatic_correction = false;
  /// Air delays the signal, most at grazing angles and low ground: 2 to 4 m of slant range.
  bool troposphere_correction = false;
};

/// τ_ref of a product's tie points: their azimuth time is that of their line plus (τ − τ_ref) / 2,
/// where τ is the two-way travel time. It differs from product to product and is nowhere written:
/// the median of what the points say; nothing where there are none.
std::optional<double> reference_time_s(const Product& product);

/// One-way delay of the neutral atmosphere, m: 2.4 m towards the zenith at sea level, less with
/// height by a scale height of 8 km, times 1 / cos θ. Weather moves it by some 0.1 m.
double troposphere_delay_m(double height_m, double cos_incidence);

/// Where one product shows a place on the Earth: exact, one place at a time. The product must
/// outlive it.
class RadarGeometry {
 public:
  RadarGeometry(const Product& product, GeometryOptions options);

  /// Time and slant range at which the image shows a place: those of zero Doppler, with the
  /// corrections asked for. Starts from the middle of the image, or from `guess_s`.
  ZeroDoppler see(const Vertical& place, double height_m,
                  std::optional<double> guess_s = std::nullopt) const;

  double line(double azimuth_time_s) const { return image_.line(azimuth_time_s); }

  /// Nothing for places far beside the image.
  std::optional<double> pixel(double azimuth_time_s, double slant_range_m) const;

  const RadarImage& image() const { return image_; }
  const Orbit& orbit() const { return orbit_; }
  const GeometryOptions& options() const { return options_; }

 private:
  const Orbit& orbit_;
  const RadarImage& image_;
  GeometryOptions options_;
  double middle_s_;
  double bistatic_reference_s_ = 0;
};

}  // namespace scarp::sar
