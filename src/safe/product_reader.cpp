#include "safe/product_reader.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/error.h"
#include "geo/raster_file.h"
#include "safe/annotation.h"
#include "safe/file_names.h"
#include "safe/manifest.h"
#include "safe/package.h"
#include "safe/tables.h"
#include "sar/noise.h"

namespace scarp::safe {
namespace {

struct Opening {
  const Package& package;
  const Manifest& manifest;
  std::vector<std::string> missing;

  // Whether a file of a polarisation is there; notes it down when not.
  bool has(const std::string& polarisation, const char* what, const std::string& file) {
    if (!file.empty() && package.has(file)) return true;
    missing.push_back(file.empty()
                          ? fmt::format("{} {}: {} names none", polarisation, what, kManifest)
                          : fmt::format("{} {}: {}", polarisation, what, file));
    return false;
  }
};

std::shared_ptr<const RasterSource> open_measurement(const std::string& path, Size size) {
  auto file = std::make_shared<geo::RasterFile>(path);
  const Size found = file->grid().size();
  if (found != size) {
    throw Error({fmt::format("has {} lines of {} pixels, but the annotation says {} of {}",
                             found.rows, found.cols, size.rows, size.cols),
                 path, "The file is damaged or of another product: download the product again"});
  }
  if (file->band_count() != 1) {
    throw Error({fmt::format("has {} bands, but a measurement has one", file->band_count()), path,
                 "Download the product again"});
  }
  // Rows of a raster with a place on the Earth may come in another order than its lines.
  const Affine& affine = file->grid().affine();
  if (affine.x0 != 0 || affine.y0 != 0 || affine.x_per_col != 1 || affine.y_per_row != -1) {
    throw Error({"has a position on the Earth, but a measurement is in radar geometry", path,
                 "Give the product as it was downloaded"});
  }
  // A download that broke off lacks the end. Through an archive this would read all of it.
  if (path.rfind("/vsizip/", 0) != 0) file->read(1, {size.rows - 1, 0, 1, size.cols});
  file->rest();
  return file;
}

sar::NoiseTable open_noise(Opening& opening, const Annotation& annotation, double dn,
                           const std::string& file) {
  if (!opening.has(annotation.polarisation, "noise", file)) return {};
  const auto scale = sar::noise_scale(opening.manifest.ipf_version, annotation.mode, dn);
  const std::string path = opening.package.path_of(file);
  if (!scale) return {};
  return read_noise(path, opening.package.read(file), annotation.image.size, *scale);
}

sar::Channel open_channel(Opening& opening, const Annotation& annotation,
                          const ChannelFiles& files) {
  const Package& package = opening.package;
  CalibrationFile calibration =
      read_calibration(package.path_of(files.calibration), package.read(files.calibration));
  sar::Channel channel{annotation.polarisation,
                       nullptr,
                       std::move(calibration.table),
                       {},
                       annotation.noise_already_removed};
  channel.noise = open_noise(opening, annotation, calibration.dn, files.noise);
  if (opening.has(annotation.polarisation, "measurement", files.measurement)) {
    channel.measurement =
        open_measurement(package.path_of(files.measurement), annotation.image.size);
  }
  return channel;
}

sar::Identity identity(const Package& package, const Manifest& manifest,
                       const Annotation& annotation) {
  return {package.name(),          annotation.satellite, annotation.mode,
          annotation.type,         annotation.pass,      annotation.absolute_orbit,
          manifest.relative_orbit, manifest.ipf_version, annotation.start,
          annotation.stop,         manifest.simulated};
}

// The polarisations of a product are images of the same lines and pixels.
void require_same_image(const sar::Product& product, const Annotation& other,
                        const std::string& file) {
  const sar::RadarImage& image = product.image;
  const double apart_s = seconds_between(product.epoch, other.epoch);
  if (other.image.size == image.size && std::abs(apart_s) < 1e-3 * image.azimuth_time_interval_s &&
      other.image.range_pixel_spacing_m == image.range_pixel_spacing_m) {
    return;
  }
  throw Error({fmt::format("its image differs from that of {} in size, time or pixel spacing",
                           product.channels.front().polarisation),
               file, "The product is mixed from several: download it again"});
}

sar::Product first_product(const Package& package, const Manifest& manifest,
                           const Annotation& annotation) {
  return {identity(package, manifest, annotation),
          annotation.epoch,
          annotation.orbit,
          annotation.image,
          annotation.tie_points,
          annotation.radar_frequency_hz,
          {},
          {}};
}

[[noreturn]] void throw_nothing_whole(const Opening& opening) {
  throw Error({fmt::format("has no polarisation with annotation and calibration; missing are {}",
                           fmt::join(opening.missing, ", ")),
               opening.package.path(), "Download the product again, or unpack it whole"});
}

}  // namespace

bool is_product(const std::string& path) { return Package::is_one(path); }

sar::Product open_product(const std::string& path) {
  const Package package(path);
  const Manifest manifest = read_manifest(package.path(), package.name(), package.read(kManifest));
  Opening opening{package, manifest, {}};
  std::optional<sar::Product> product;
  for (const char* polarisation : kPolarisations) {
    const auto entry = manifest.channels.find(polarisation);
    if (entry == manifest.channels.end()) continue;
    const ChannelFiles& files = entry->second;
    const bool annotated = opening.has(polarisation, "annotation", files.annotation);
    const bool calibrated = opening.has(polarisation, "calibration", files.calibration);
    if (!annotated || !calibrated) {
      opening.has(polarisation, "noise", files.noise);
      opening.has(polarisation, "measurement", files.measurement);
      continue;
    }
    const std::string file = package.path_of(files.annotation);
    const Annotation annotation = read_annotation(file, package.read(files.annotation));
    if (product) require_same_image(*product, annotation, file);
    if (!product) product = first_product(package, manifest, annotation);
    product->channels.push_back(open_channel(opening, annotation, files));
  }
  if (!product) throw_nothing_whole(opening);
  product->missing = std::move(opening.missing);
  return *std::move(product);
}

}  // namespace scarp::safe
