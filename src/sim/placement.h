#pragma once

#include <cstdint>
#include <vector>

#include "core/raster.h"
#include "sim/inventory_shapes.h"

namespace scarp::sim {

struct PlacementOptions {
  Window area;  ///< of the grid: shapes lie inside of it
  std::uint64_t seed = 1;
};

/// Where shapes came to lie.
struct Placement {
  std::vector<geo::Polygon> outlines;  ///< in the order of the inventory
  int left_out = 0;                    ///< shapes that found no place
  double left_out_m2 = 0;
};

/// Moves each shape, the largest first, to a random place of `dem` (metres, projected) where the
/// mean slope of its ground is its own within 1.5°, after failures within 7.5° at most, on one
/// hillside, and turns it downslope. None overlap. `slope_deg` is that of `dem`.
Placement place_shapes(const std::vector<Shape>& shapes, const Raster<float>& dem,
                       const Raster<float>& slope_deg, const PlacementOptions& options);

}  // namespace scarp::sim
