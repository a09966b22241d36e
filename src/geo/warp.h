#pragma once

#include "core/raster.h"
#include "geo/raster_file.h"

namespace scarp::geo {

enum class Resampling { nearest, bilinear, cubic, average };

/// Band `band` of `file` on the cells of `grid`. Cells the file does not cover, and cells whose
/// sources are all no-data, are NaN; no-data never bleeds into its neighbours. Resample backscatter
/// as linear power, not dB. Throws Error when `file` has no reference system or does not touch
/// `grid`.
Raster<float> warp(const RasterFile& file, int band, const Grid& grid, Resampling resampling);

/// The same from memory.
Raster<float> warp(const Raster<float>& raster, const Grid& grid, Resampling resampling);

}  // namespace scarp::geo
