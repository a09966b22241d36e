#include "stack/stack_file.h"

#include <fmt/format.h>

#include <cmath>

#include "core/backscatter.h"
#include "core/error.h"
#include "core/memory.h"
#include "geo/mask_file.h"
#include "stack/band_metadata.h"

namespace scarp::stack {
namespace fs = std::filesystem;
namespace {

constexpr const char* kMaskItem = "SCARP_MASK";

geo::RasterFile open_raster(const fs::path& path) {
  geo::RasterFile file((fs::is_directory(path) ? path / kStackFile : path).string());
  file.require_georeference();
  return file;
}

std::vector<dataset::Band> bands_of(const geo::RasterFile& file) {
  std::vector<dataset::Band> bands;
  for (int b = 1; b <= file.band_count(); ++b) bands.push_back(described_band(file, b));
  return bands;
}

// The mask lies beside the raster, under a name of scarp's and no other.
std::optional<geo::RasterFile> open_mask(const geo::RasterFile& raster) {
  if (!raster.metadata().contains(kMaskItem)) return std::nullopt;
  const fs::path path = fs::path(raster.path()).parent_path() / kStackMaskFile;
  if (!fs::exists(path)) {
    throw Error({fmt::format("its {} is missing", kStackMaskFile), raster.path(),
                 "Keep both files in one folder"});
  }
  geo::RasterFile mask(path.string());
  const std::string difference = raster.grid().difference(mask.grid());
  if (difference.empty()) return mask;
  throw Error(
      {fmt::format("is not the mask of {}: {}", raster.path(), difference), path.string(), ""});
}

}  // namespace

geo::CogSpec stack_spec(const Grid& grid, const std::vector<dataset::Band>& bands) {
  geo::CogSpec spec{.grid = grid, .metadata = {{kMaskItem, kStackMaskFile}}};
  for (const dataset::Band& band : bands) {
    spec.bands.push_back(spec_of(band));
    const bool linear = band.unit == name_of(BackscatterUnit::power) ||
                        band.unit == name_of(BackscatterUnit::amplitude);
    if (linear) spec.bands.back().metadata.emplace_back(kZeroPower, "data");  // no data is NaN
    if (band.unit == name_of(BackscatterUnit::decibel)) spec.average_overviews = false;
  }
  return spec;
}

StackFile::StackFile(const fs::path& path)
    : raster_(open_raster(path)), bands_(bands_of(raster_)), mask_(open_mask(raster_)) {}

std::vector<fs::path> StackFile::files() const {
  std::vector<fs::path> files{raster_.path()};
  if (mask_) files.emplace_back(mask_->path());
  return files;
}

MaskImage StackFile::read_mask_file(const Window& window) const {
  return mask_ ? geo::read_mask(*mask_, grid().crop(window)) : MaskImage(window.size());
}

MaskImage StackFile::read_mask(const Window& window) const {
  MaskImage mask = read_mask_file(window);
  for (int b = 1; b <= raster_.band_count(); ++b) {
    const Image<float> band = raster_.read(b, window);
    for (std::size_t i = 0; i < band.values().size(); ++i) {
      if (std::isnan(band.values()[i])) set(mask.values()[i], MaskBit::no_data);
    }
  }
  return mask;
}

dataset::Stack read_stack(const fs::path& path) {
  const StackFile file(path);
  const Size size = file.grid().size();
  const double bytes =
      static_cast<double>(size.cells()) * (4.0 * static_cast<double>(file.bands().size()) + 1);
  if (bytes > memory_bytes()) {
    throw Error({fmt::format("its {:.1f} GB do not fit into memory", bytes / 1e9),
                 file.raster().path(), "Cut it to the area of interest first"});
  }
  dataset::Stack stack{file.grid(), file.bands(), {}, Image<std::uint8_t>(size)};
  for (int b = 1; b <= file.raster().band_count(); ++b) {
    stack.values.push_back(file.raster().read(b, whole(size)));
  }
  const MaskImage mask = file.read_mask(whole(size));
  for (std::size_t i = 0; i < mask.values().size(); ++i) {
    stack.valid.values()[i] = mask.values()[i] == 0 ? 1 : 0;
  }
  return stack;
}

}  // namespace scarp::stack
