#pragma once

#include <filesystem>

#include "core/raster_source.h"

namespace scarp::geo {

struct CountFileOptions {
  bool compress = false;  ///< ZSTD, for images that compress well
};

/// Writes the first band of `source` as whole numbers of 16 bits without sign, row by row and
/// without a place on the Earth, as Sentinel-1 measurements are stored. Values are rounded and cut
/// to 0 … 65535, NaN is 0. Works through images of any size strip by strip. Throws Error when the
/// file cannot be written whole.
void write_counts(const std::filesystem::path& path, const RasterSource& source,
                  const CountFileOptions& options = {});

}  // namespace scarp::geo
