#pragma once

#include <cstdint>

#include "core/image.h"

namespace scarp::map {

/// How far the centre of each cell that is not 0 lies from the nearest one that is 0, in cells, by
/// steps to the eight neighbours (the chamfer distance of Borgefors 1986, at most 8 % too long); 0
/// in cells that are 0, infinite where there are none. Beyond the border of the image there are
/// none.
Image<float> edge_distance(const Image<std::uint8_t>& inside);

}  // namespace scarp::map
