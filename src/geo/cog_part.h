#pragma once

#include <filesystem>
#include <vector>

#include "geo/block_store.h"
#include "geo/cog_file.h"
#include "geo/tile_pyramid.h"

namespace scarp::geo {

/// Writes what one of several processes has of a raster where `file` is written aside: tiles it
/// has completed in compressed blocks, others as they are. Throws Error when the disk is full.
void write_cog_part(const OutputFile& file, const std::vector<CogLevel>& levels, TilePyramid& tiles,
                    BlockStore& blocks);

/// Adds what another process has written of the same raster. Throws Error when the file is not
/// there, not whole, or of another raster.
void add_cog_part(const std::filesystem::path& part, std::vector<CogLevel>& levels,
                  TilePyramid& tiles, BlockStore& blocks);

}  // namespace scarp::geo
