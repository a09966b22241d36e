#pragma once

#include <optional>
#include <vector>

#include "core/raster.h"

namespace scarp::sim {

/// The ground beneath some points, as one.
struct Hillside {
  double slope_deg = 0;  ///< mean of the cells' slopes
  Point downslope;       ///< unit vector of the mean gradient
  /// Length of the mean gradient over the mean of the gradients' lengths: 1 on a plane, 0 on a
  /// ridge or along a valley.
  double evenness = 0;
};

/// Of the cells of `dem` (metres, projected) that `points`, moved by `by`, lie in. None where a
/// height is unknown, off the grid, or where all is flat.
std::optional<Hillside> hillside(const Raster<float>& dem, const std::vector<Point>& points,
                                 Point by);

}  // namespace scarp::sim
