#pragma once

#include "core/grid.h"

namespace scarp {

/// How many cells of `factor` × `factor` former ones cover a raster: those at its far edges may
/// reach beyond it.
Size coarser(Size size, int factor);

/// The grid of these.
Grid coarser(const Grid& grid, int factor);

}  // namespace scarp
