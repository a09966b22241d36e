#pragma once

#include <cstdint>
#include <vector>

#include "core/grid.h"
#include "core/image.h"
#include "geo/polygon.h"

namespace scarp::geo {

/// A connected region of equal cells.
struct Region {
  std::int32_t value = 0;
  MultiPolygon outline;  ///< in the grid's reference system, along cell edges
  double area_m2 = 0;    ///< of its cells on the ground, before any simplification
};

struct PolygoniseOptions {
  bool eight_connected = false;  ///< cells that touch at a corner belong together
  double min_area_m2 = 0;        ///< smaller regions are left out
  /// Outlines may leave the cell edges by up to this many cells; 0 keeps the staircase.
  double simplify_cells = 0;
};

/// Regions of `labels` above zero, by label, with their holes; 100,000 regions take seconds.
/// Simplified outlines stay valid polygons.
std::vector<Region> polygonise(const Image<std::int32_t>& labels, const Grid& grid,
                               const PolygoniseOptions& options = {});

}  // namespace scarp::geo
