#pragma once

#include <cstdint>

#include "core/grid.h"
#include "core/image.h"
#include "geo/vector_file.h"

namespace scarp::geo {

/// 1 where a cell's centre lies in a polygon of `layer`, else 0. The layer is brought into the
/// grid's reference system first.
Image<std::uint8_t> rasterise(const VectorLayer& layer, const Grid& grid);

/// The feature each cell's centre lies in: its index + 1, the last one where several overlap, 0
/// where there is none.
Image<std::int32_t> rasterise_ids(const VectorLayer& layer, const Grid& grid);

}  // namespace scarp::geo
