#pragma once

#include <string>
#include <vector>

#include "core/projection.h"
#include "core/utc.h"
#include "core/window.h"
#include "sar/product.h"

namespace scarp::sar {

/// A scene that no satellite took: for tests, benchmarks and simulation.
struct SyntheticScene {
  LonLat centre{142.0, 42.75};  ///< of the image, at height 0 on the ellipsoid
  bool ascending = false;
  Size size{1000, 1200};        ///< lines and pixels
  double spacing_m = 10;        ///< of pixels on the ground, and of lines; from 30 on it is GRDM
  double near_range_m = 830e3;  ///< slant range of pixel 0
  Utc start = Utc::from_nanoseconds(1'536'180'000'000'000'000);  ///< of line 0
  /// Another slice of the same pass: its line 0 is this line of the scene around `centre`. Slices
  /// of one pass have one size.
  int first_line = 0;
  std::vector<std::string> polarisations{"VV", "VH"};
  std::string satellite = "S1A";
  std::string mode = "IW";
  std::string ipf_version = "3.40";
  int absolute_orbit = 23563;
  int relative_orbit = 116;
  bool simulated = false;  ///< the product says that no radar saw it
  double noise_power = 0;  ///< η in DN², about; 0: tables of zeros
};

/// A product whose parts agree with each other: circular orbit around the rotating Earth (693 km
/// high, inclination 98.18°) looking to the right, ground range along a sphere, tie points as the
/// processor makes them (nearest polynomial, bistatic term), calibration with β⁰ = DN² / 474² and
/// the angles of the ellipsoid, noise by blocks from IPF 2.90 on. The measurements are null.
/// Throws Error for a place that no such orbit sees.
Product synthetic_product(const SyntheticScene& scene);

/// Half the two-way time that the grid's azimuth times are free of the bistatic term at.
inline constexpr double kSyntheticReferenceTime_s = 5.87e-3;

}  // namespace scarp::sar
