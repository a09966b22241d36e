#pragma once

#include <optional>

#include "core/window.h"
#include "geo/tile_codec.h"

namespace scarp::geo {

/// How four cells become one.
struct Overview {
  TileFormat format;
  std::optional<double> no_data;  ///< left out of averages
  bool average = true;            ///< else the upper left one
};

/// Writes the first `size` cells of a tile, at half their resolution, into another tile with the
/// first of them at (`row`, `col`). At odd borders the cells that are there count.
void add_half(const Overview& overview, const TileCells& tile, Size size, int row, int col,
              TileCells& half);

}  // namespace scarp::geo
