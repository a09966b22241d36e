#pragma once

#include <vector>

#include "core/window.h"
#include "geo/block_store.h"
#include "geo/tiff_tags.h"

namespace scarp::geo {

/// A raster or one of its overviews, in compressed blocks, row by row.
struct CogLevel {
  Size size;
  std::vector<BlockStore::Place> blocks;
};

/// Puts a Cloud Optimized GeoTIFF together where `file` is written aside: directories, then the
/// blocks of overviews from the smallest on, then those of the raster. `tags` are those of a
/// GeoTIFF like it, of any size; `levels` begin with the raster. A file beyond 4 GB is a BigTIFF.
/// Throws Error when the disk is full.
void write_cog_file(const OutputFile& file, const std::vector<TiffTag>& tags,
                    const std::vector<CogLevel>& levels, BlockStore& blocks);

}  // namespace scarp::geo
