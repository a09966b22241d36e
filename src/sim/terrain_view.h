#pragma once

#include <vector>

#include "core/raster.h"
#include "sar/solved_window.h"
#include "sar/visibility.h"

namespace scarp::sim {

/// Of the cells in `window`; beyond the edges of the grid the heights at the edges go on.
sar::HeightTile heights_of(const Raster<float>& dem, const Window& window);

/// The values in `window`, NaN beyond the edges.
Image<float> known_part(const Image<float>& image, const Window& window);

/// Lowest and highest of the known heights; 0 where there are none.
sar::Relief relief_of(const Raster<float>& dem);

/// An image cut into pieces of so many rows and columns, smaller ones at the far edges.
std::vector<Window> pieces_of(Size size, Size piece);

}  // namespace scarp::sim
