#pragma once

#include <cstddef>
#include <vector>

#include "report/pictures.h"

namespace scarp::report {

/// Pictures coarser than the map by this factor get parts in more detail.
inline constexpr double kLeastShrinking = 2;

/// Adds tiles to the pictures before and after the event of each track, at the map's own cells and,
/// where pictures are much coarser, at four, sixteen … times as large ones: where most ground of
/// landslides lies, until they take `most_bytes` together, each size of cells as many bytes.
/// `shrinking` is that of the pictures. Throws Error.
void add_detail(const Grid& area, double shrinking, const std::vector<Place>& places,
                std::size_t most_bytes, Pictures& pictures);

}  // namespace scarp::report
