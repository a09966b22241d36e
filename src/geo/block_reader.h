#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "core/image.h"
#include "geo/gdal_internal.h"
#include "geo/tile_codec.h"

namespace scarp::geo {

/// Reads whole blocks of GeoTIFFs of floats as scarp writes them, in half the time of GDAL: it has
/// neither blocks nor bands pass through a cache. Serves one thread at a time.
class BlockReader {
 public:
  /// Whether a file is like that: all bands floats without scale, offset or mask, together in
  /// square blocks by ZSTD with predictor 3.
  static bool can_read(GDALDataset& dataset, const std::string& path);

  /// For a file that it can read.
  BlockReader(GDALDataset& dataset, const std::string& path);

  /// Whether `window` consists of whole blocks, but for the borders of the raster.
  bool fits(const Window& window) const;

  /// Reads all bands of such a window into `images` with the first cell at (`row`, `col`); no-data
  /// and infinite values are NaN. False when a block is damaged or missing: GDAL knows what to say.
  bool read(GDALDataset& dataset, const Window& window, std::vector<Image<float>>& images, int row,
            int col);

 private:
  bool read_block(GDALDataset& dataset, int block_row, int block_col);

  Size size_;
  int edge_ = 0;
  std::vector<float> no_data_;  // of each band; NaN for none
  std::uint64_t length_;        // of the file
  std::ifstream file_;
  FloatTileReader tile_;
};

}  // namespace scarp::geo
