#include "sar/synthetic_scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "sar/circular_orbit.h"
#include "sar/ellipsoid.h"
#include "sar/ipf_version.h"
#include "sar/range_doppler.h"
#include "sar/slant_to_ground.h"

namespace scarp::sar {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kDegree = kPi / 180;
constexpr double kFrequency_hz = 5.405000454334350e9;
constexpr float kBetaFactor = 474;
constexpr int kNodeStep = 40;     // pixels between nodes of the tables
constexpr int kVectorStep = 668;  // lines between their vectors, about a second
constexpr int kAzimuthStep = 10;  // lines between nodes of the azimuth noise
constexpr int kTieLines = 10;
constexpr int kTiePixels = 21;
constexpr std::size_t kPolynomialPoints = 9;
constexpr double kOrbitMargin_s = 80;

// Slant range over ground range along a sphere, from a near range on.
struct Sphere {
  double radius_m;
  double near_range_m;

  double slant_range_m(double ground_range_m) const {
    constexpr double kOrbit_m = CircularOrbit::kRadius_m;
    const double squares = kOrbit_m * kOrbit_m + radius_m * radius_m;
    const double cosine = (squares - near_range_m * near_range_m) / (2 * kOrbit_m * radius_m);
    const double angle = std::acos(cosine) + ground_range_m / radius_m;
    return std::sqrt(squares - 2 * kOrbit_m * radius_m * std::cos(angle));
  }
};

double width_m(const SyntheticScene& scene) { return (scene.size.cols - 1) * scene.spacing_m; }

double centre_range_m(const SyntheticScene& scene) {
  return Sphere{norm(to_ecef(scene.centre, 0)), scene.near_range_m}.slant_range_m(width_m(scene) /
                                                                                  2);
}

[[noreturn]] void throw_unseen(const SyntheticScene& scene) {
  throw Error({fmt::format("no simulated orbit sees {:.4f} E, {:.4f} N at {:.0f} km",
                           scene.centre.lon_deg, scene.centre.lat_deg, scene.near_range_m / 1000),
               "", "Choose a place between 80° south and north, and 800 to 950 km"});
}

CircularOrbit path(const SyntheticScene& scene) {
  const auto orbit = orbit_seeing(scene.centre, centre_range_m(scene), scene.ascending);
  if (!orbit) throw_unseen(scene);
  return *orbit;
}

// State vectors every 10 s. The path's time 0 is `centre_s` after the epoch.
Orbit annotated_orbit(const CircularOrbit& path, Utc epoch, double centre_s, double duration_s) {
  std::vector<StateVector> states;
  for (double time_s = -kOrbitMargin_s; time_s < duration_s + kOrbitMargin_s; time_s += 10) {
    const double on_path_s = time_s - centre_s;
    states.push_back(
        {epoch.plus_seconds(time_s), path.position_m(on_path_s), path.velocity_m_per_s(on_path_s)});
  }
  return {epoch, std::move(states), OrbitSource::annotation};
}

// How fast the radar's view of the ground moves, at the centre of the scene.
double ground_speed_m_per_s(const CircularOrbit& path, const SyntheticScene& scene) {
  constexpr double kStep_s = 0.1;
  const Orbit orbit = annotated_orbit(path, scene.start, 0, 0);
  const auto seen = [&](double time_s) {
    return ground_point(orbit, time_s, centre_range_m(scene), 0).ecef_m;
  };
  return norm(seen(kStep_s) - seen(-kStep_s)) / (2 * kStep_s);
}

GroundRangeTable ground_range_table(const Orbit& orbit, const SyntheticScene& scene,
                                    double duration_s) {
  std::vector<GroundRangeRecord> records;
  for (double time_s = -1.9; time_s < duration_s + 2; time_s += 1) {
    const Vec3 seen_m = ground_point(orbit, time_s, centre_range_m(scene), 0).ecef_m;
    const Sphere sphere{norm(seen_m), scene.near_range_m};
    std::vector<double> ranges_m;
    for (std::size_t i = 0; i < kPolynomialPoints; ++i) {
      const double ground_m = chebyshev_point(i, kPolynomialPoints, width_m(scene));
      ranges_m.push_back(sphere.slant_range_m(ground_m));
    }
    records.push_back({time_s, 0, interpolating_polynomial(ranges_m, width_m(scene))});
  }
  return {std::move(records), width_m(scene)};
}

double angle_deg(Vec3 a, Vec3 b) {
  return std::acos(std::clamp(dot(a, b) / (norm(a) * norm(b)), -1.0, 1.0)) / kDegree;
}

TiePoint tie_point(const Product& product, int line, int pixel) {
  const RadarImage& image = product.image;
  const double line_s = image.azimuth_time_s(line);
  const double range_m = image.ground_range.slant_range_m(
      line_s, pixel * image.range_pixel_spacing_m, GroundRangeRule::nearest);
  const double two_way_s = 2 * range_m / kSpeedOfLight_m_per_s;
  const double time_s = line_s + (two_way_s - kSyntheticReferenceTime_s) / 2;
  const Vec3 point_m = ground_point(product.orbit, time_s, range_m, 0).ecef_m;
  const Vec3 satellite_m = product.orbit.at(time_s).position_m;
  const Geodetic place = to_geodetic(point_m);
  return {time_s,
          two_way_s,
          line,
          pixel,
          place.place.lat_deg,
          place.place.lon_deg,
          place.height_m,
          angle_deg(satellite_m - point_m, point_m),
          angle_deg(point_m - satellite_m, -1.0 * satellite_m)};
}

std::vector<TiePoint> tie_points(const Product& product) {
  std::vector<TiePoint> points;
  const Size size = product.image.size;
  for (int i = 0; i < kTieLines; ++i) {
    for (int j = 0; j < kTiePixels; ++j) {
      const double line = static_cast<double>(i) * (size.rows - 1) / (kTieLines - 1);
      const double pixel = static_cast<double>(j) * (size.cols - 1) / (kTiePixels - 1);
      points.push_back(tie_point(product, static_cast<int>(line), static_cast<int>(pixel)));
    }
  }
  return points;
}

// From 0 to `last` and a step beyond, so that all lies between two.
std::vector<int> steps(int last, int step) {
  std::vector<int> places;
  for (int place = 0; place < last + step; place += step) places.push_back(place);
  return places;
}

std::vector<int> pixel_nodes(int last) {
  std::vector<int> pixels = steps(last - kNodeStep, kNodeStep);
  if (pixels.empty()) pixels.push_back(0);
  if (pixels.back() < last) pixels.push_back(last);
  return pixels;
}

CalibrationTable calibration(const Product& product) {
  const Size size = product.image.size;
  std::vector<CalibrationVector> vectors;
  for (const int line : steps(size.rows, kVectorStep)) {
    CalibrationVector vector;
    vector.line = line;
    vector.pixels = pixel_nodes(size.cols - 1);
    for (const int pixel : vector.pixels) {
      const double incidence_rad = tie_point(product, line, pixel).incidence_angle_deg * kDegree;
      const auto sigma = static_cast<float>(kBetaFactor / std::sqrt(std::sin(incidence_rad)));
      vector.beta0.push_back(kBetaFactor);
      vector.sigma0.push_back(sigma);
      vector.gamma0.push_back(
          static_cast<float>(static_cast<double>(sigma) * std::sqrt(std::cos(incidence_rad))));
    }
    vectors.push_back(std::move(vector));
  }
  return CalibrationTable(std::move(vectors));
}

// Like the antenna's pattern: weakest in the middle of the swath.
std::vector<RangeNoiseVector> range_noise(const SyntheticScene& scene) {
  std::vector<RangeNoiseVector> vectors;
  for (const int line : steps(scene.size.rows, kVectorStep)) {
    RangeNoiseVector vector;
    vector.line = line;
    vector.pixels = pixel_nodes(scene.size.cols - 1);
    for (const int pixel : vector.pixels) {
      const double across = 2.0 * pixel / scene.size.cols - 1;
      vector.noise.push_back(scene.noise_power * (0.8 + 0.4 * across * across));
    }
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

// Three swaths side by side, each with its own scalloping.
std::vector<AzimuthNoiseBlock> azimuth_noise(Size size) {
  constexpr int kSwaths = 3;
  std::vector<AzimuthNoiseBlock> blocks;
  if (size.cols < kSwaths) return blocks;
  for (int swath = 0; swath < kSwaths; ++swath) {
    AzimuthNoiseBlock block{0, size.rows - 1, swath * (size.cols / kSwaths),
                            (swath + 1) * (size.cols / kSwaths) - 1};
    if (swath == kSwaths - 1) block.last_pixel = size.cols - 1;
    for (int line = 0; line < size.rows; line += kAzimuthStep) {
      block.lines.push_back(line);
      block.factor.push_back(1 + 0.1 * swath + 0.05 * std::cos(line * 2 * kPi / 1300));
    }
    blocks.push_back(std::move(block));
  }
  return blocks;
}

std::string name_of(const SyntheticScene& scene, const Identity& identity) {
  const bool dual = scene.polarisations.size() > 1;
  return fmt::format("{}_{}_{}_1S{}{}_{}_{}_{:06}_{:06X}_{:04X}", identity.satellite, identity.mode,
                     identity.type, dual ? 'D' : 'S', scene.polarisations.front()[0],
                     identity.start.compact_text(), identity.stop.compact_text(),
                     identity.absolute_orbit, identity.absolute_orbit * 7,
                     scene.first_line % 0x10000);
}

Identity identity(const SyntheticScene& scene, Utc start, Utc stop) {
  Identity result{"",
                  scene.satellite,
                  scene.mode,
                  scene.spacing_m < 30 ? "GRDH" : "GRDM",
                  scene.ascending ? "ascending" : "descending",
                  scene.absolute_orbit,
                  scene.relative_orbit,
                  scene.ipf_version,
                  start,
                  stop,
                  scene.simulated};
  result.name = name_of(scene, result);
  return result;
}

}  // namespace

Product synthetic_product(const SyntheticScene& scene) {
  const CircularOrbit orbit_path = path(scene);
  const double interval_s = scene.spacing_m / ground_speed_m_per_s(orbit_path, scene);
  const double offset_s = scene.first_line * interval_s;
  const double duration_s = (scene.size.rows - 1) * interval_s;
  const Utc epoch = scene.start.plus_seconds(offset_s);
  const Orbit orbit = annotated_orbit(orbit_path, epoch, duration_s / 2 - offset_s, duration_s);
  Product product{identity(scene, epoch, epoch.plus_seconds(duration_s)),
                  epoch,
                  orbit,
                  {scene.size, 0, interval_s, scene.spacing_m, scene.spacing_m,
                   ground_range_table(orbit, scene, duration_s)},
                  {},
                  kFrequency_hz,
                  {},
                  {}};
  product.tie_points = tie_points(product);
  const bool blocks = !has_border_noise(scene.ipf_version);
  for (const std::string& polarisation : scene.polarisations) {
    product.channels.push_back(
        {polarisation, nullptr, calibration(product),
         NoiseTable(range_noise(scene),
                    blocks ? azimuth_noise(scene.size) : std::vector<AzimuthNoiseBlock>{})});
  }
  return product;
}

}  // namespace scarp::sar
