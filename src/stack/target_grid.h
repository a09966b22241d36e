#pragma once

#include <optional>
#include <string>

#include "core/grid.h"
#include "stack/scenes.h"

namespace scarp::stack {

/// On which cells a stack lies.
struct GridOptions {
  std::string like;                  ///< a raster whose cells are taken; empty: none
  std::optional<double> resolution;  ///< cell size, in units of the reference system
  std::string crs;                   ///< "auto": the UTM zone; empty: that of the scenes
};

/// The cells of `like`; else whole multiples of the resolution over the ground that all scenes
/// share; else the cells of the first scene. Geographic and rotated scenes are brought into their
/// UTM zone at 10 m when nothing else is asked for. Throws Error when scenes share no ground.
Grid target_grid(const Scenes& scenes, const GridOptions& options);

}  // namespace scarp::stack
