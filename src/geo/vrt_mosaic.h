#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "geo/cog.h"

namespace scarp::geo {

/// A raster of one band that is part of a mosaic.
struct MosaicPart {
  std::string file;  ///< as seen from the folder of the mosaic
  Window place;      ///< its cells among those of the mosaic
};

/// Writes a virtual raster of GDAL (.vrt), which holds no cells and names the files that do: floats
/// in one band on `grid`, NaN where no part has data. Where parts overlap, the later one lies on
/// top. Throws Error when it cannot be written.
void write_vrt_mosaic(const std::filesystem::path& path, const Grid& grid, const BandSpec& band,
                      const std::vector<MosaicPart>& parts);

}  // namespace scarp::geo
