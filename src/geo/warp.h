#pragma once

#include <string>

#include "core/raster.h"
#include "core/raster_source.h"
#include "geo/raster_file.h"

namespace scarp::geo {

enum class Resampling { nearest, bilinear, cubic, average };

/// What to make of a raster and a grid that do not touch: an Error, or a result without data.
enum class Apart { refuse, empty };

/// Band `band` of `file` on the cells of `grid`. Cells the file does not cover, and cells whose
/// sources are all no-data, are NaN; no-data never bleeds into its neighbours. Resample backscatter
/// as linear power, not dB. Throws Error when `file` has no reference system and, unless told
/// otherwise, when it does not touch `grid`.
Raster<float> warp(const RasterFile& file, int band, const Grid& grid, Resampling resampling,
                   Apart apart = Apart::refuse);

/// The same from anything that yields windows; `where` names it in errors.
Raster<float> warp(const RasterSource& source, int band, const std::string& where, const Grid& grid,
                   Resampling resampling, Apart apart = Apart::refuse);

/// The same from memory.
Raster<float> warp(const Raster<float>& raster, const Grid& grid, Resampling resampling,
                   Apart apart = Apart::refuse);

/// Whether two grids share some area, as far as 51 × 51 points of each tell. Both need a reference
/// system; longitudes may differ by whole turns.
bool touch(const Grid& a, const Grid& b);

}  // namespace scarp::geo
