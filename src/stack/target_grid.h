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

/// The cells of `like`; else those of the first scene, when it is projected, north is up and
/// nothing else is asked for; else cells whose edges lie on whole multiples of the resolution, over
/// the ground that all scenes share: by default in the scenes' own system (the UTM zone where that
/// is geographic) and with the first one's cell size (10 m). Throws Error when scenes share no
/// ground.
Grid target_grid(const Scenes& scenes, const GridOptions& options);

}  // namespace scarp::stack
