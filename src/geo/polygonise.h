#pragma once

#include <cstdint>
#include <vector>

#include "core/components.h"
#include "core/grid.h"
#include "geo/polygon.h"

namespace scarp::geo {

/// A connected region of equal cells.
struct Region {
  std::int32_t value = 0;
  MultiPolygon outline;  ///< in the grid's reference system, along cell edges
  double area_m2 = 0;    ///< of its cells on the ground, before any simplification
};

struct PolygoniseOptions {
  Connection connection = Connection::edges;
  double min_area_m2 = 0;  ///< smaller regions are left out
  /// Outlines may leave the cell edges by up to this many cells; 0 keeps the staircase.
  double simplify_cells = 0;
};

/// Regions of the cells of `grid` in `runs`, by value, with their holes; 100,000 regions take
/// seconds. Simplified outlines stay valid polygons.
std::vector<Region> polygonise(const Runs& runs, const Grid& grid,
                               const PolygoniseOptions& options = {});

}  // namespace scarp::geo
