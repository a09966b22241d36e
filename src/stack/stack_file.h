#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/mask.h"
#include "dataset/stack.h"
#include "geo/cog.h"
#include "geo/raster_file.h"

namespace scarp::stack {

inline constexpr const char* kStackFile = "stack.tif";
inline constexpr const char* kStackMaskFile = "mask.tif";

/// The GeoTIFF of a stack: float32, NaN without data, a band for each of `bands`.
geo::CogSpec stack_spec(const Grid& grid, const std::vector<dataset::Band>& bands);

/// A stack on disk, read by windows. Either the folder that `scarp stack` made or any raster whose
/// bands are described; in the former the mask beside it belongs to it.
class StackFile {
 public:
  /// Throws Error when it cannot be read, bands have no names, or the mask that its metadata speaks
  /// of is missing.
  explicit StackFile(const std::filesystem::path& path);

  const geo::RasterFile& raster() const { return raster_; }
  const Grid& grid() const { return raster_.grid(); }
  const std::vector<dataset::Band>& bands() const { return bands_; }

  /// The raster, and the mask where there is one.
  std::vector<std::filesystem::path> files() const;

  /// Bits of the mask beside the raster in a window; without one, of nothing.
  MaskImage read_mask_file(const Window& window) const;

  /// The same, and no_data where a band has none.
  MaskImage read_mask(const Window& window) const;

 private:
  geo::RasterFile raster_;
  std::vector<dataset::Band> bands_;
  std::optional<geo::RasterFile> mask_;
};

/// All of it in memory. Throws Error as StackFile does, and when it does not fit.
dataset::Stack read_stack(const std::filesystem::path& path);

}  // namespace scarp::stack
