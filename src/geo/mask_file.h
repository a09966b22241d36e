#pragma once

#include <string>

#include "core/mask.h"
#include "geo/cog.h"
#include "geo/raster_file.h"

namespace scarp::geo {

/// A file of mask bits on `grid`, which says what each bit means.
CogSpec mask_spec(const Grid& grid);

/// The bits of band 1 of `file` on the cells of `grid`, from the nearest cell; no_data beyond it.
/// Throws Error when its values are no mask bits.
MaskImage read_mask(const RasterFile& file, const Grid& grid);

}  // namespace scarp::geo
