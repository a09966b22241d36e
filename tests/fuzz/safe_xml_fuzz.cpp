// Any bytes are an XML file of a Sentinel-1 product whose tables and geometry can be used, or an
// Error.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "safe/annotation.h"
#include "safe/manifest.h"
#include "safe/orbit_file.h"
#include "safe/tables.h"
#include "sar/footprint.h"
#include "sar/geolocation_residuals.h"
#include "sar/product.h"

namespace {

using namespace scarp;

constexpr Size kSize{100, 120};
constexpr int kLines[] = {-3, 0, 50, 200};

void use_annotation(const std::string& content) {
  const safe::Annotation annotation = safe::read_annotation("a.xml", content);
  const sar::Identity nobody;
  const sar::Product product{nobody,
                             annotation.epoch,
                             annotation.orbit,
                             annotation.image,
                             annotation.tie_points,
                             annotation.radar_frequency_hz,
                             {},
                             {}};
  if (sar::footprint(product.tie_points).size() != 4) std::abort();
  const sar::GeolocationResiduals found = sar::geolocation_residuals(product);
  if (found.points + found.unseen != static_cast<int>(product.tie_points.size())) std::abort();
}

void use_calibration(const std::string& content) {
  const safe::CalibrationFile file = safe::read_calibration("a.xml", content);
  std::vector<float> factors(static_cast<std::size_t>(kSize.cols));
  for (const int line : kLines) {
    file.table.factors(sar::Quantity::sigma0, line, 0, kSize.cols, factors.data());
    for (const float factor : factors) {
      if (!(factor >= 0)) std::abort();
    }
  }
}

void use_noise(const std::string& content) {
  const sar::NoiseTable table = safe::read_noise("a.xml", content, kSize, 1);
  std::vector<double> power(static_cast<std::size_t>(kSize.cols));
  for (const int line : kLines) table.power(line, 0, kSize.cols, power.data());
}

void use_manifest(const std::string& content) {
  const safe::Manifest manifest = safe::read_manifest("a.SAFE", "a", content);
  for (const auto& [polarisation, files] : manifest.channels) {
    const std::filesystem::path path(files.annotation);
    if (path.is_absolute() || (!path.empty() && *path.begin() == "..")) std::abort();
  }
}

void use_orbit_file(const std::string& content) {
  const safe::OrbitFile file = safe::parse_orbit_file("a.EOF", content);
  const sar::Orbit orbit(file.valid_from, file.states, file.source);
  static_cast<void>(orbit.at(0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string content(data, data + size);
  for (const auto use :
       {use_annotation, use_calibration, use_noise, use_manifest, use_orbit_file}) {
    try {
      use(content);
    } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the answer to bad input
    }
  }
  return 0;
}
