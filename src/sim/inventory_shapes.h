#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/raster.h"
#include "geo/polygon.h"
#include "geo/vector_file.h"

namespace scarp::sim {

/// Outlines of an inventory that stay together, free of the place they come from.
struct Shape {
  geo::MultiPolygon outlines;  ///< metres; (0, 0) is the middle of their ground
  Point downslope;             ///< unit vector
  double area_m2 = 0;
  double slope_deg = 0;             ///< mean over their ground
  std::vector<std::size_t> source;  ///< number of each outline in the inventory, deposits last
};

struct ShapeOptions {
  double sample_m = 5;  ///< spacing of the points that a shape's ground is looked at by
  /// Of shapes whose ground is not known. Most landslides of Iburi lay on 25° to 30° (Nava et al.
  /// 2022), the largest on 20° to 25° (Kasai & Yamada 2019).
  double mean_slope_deg = 25;
  double slope_deviation_deg = 5;
  std::uint64_t seed = 1;
};

/// Each failure with the deposits that touch it more than any other; deposits that touch none are
/// shapes of their own. Both layers are in one projected reference system. With `dem`, on a grid in
/// that system, slope and direction are those of its ground; else, and where it knows nothing,
/// slopes are drawn, and downslope is from the failure to its deposits, or either way along its
/// longest axis.
std::vector<Shape> shapes_of(const geo::VectorLayer& failures, const geo::VectorLayer& deposits,
                             const std::optional<Raster<float>>& dem, const ShapeOptions& options);

/// Points `wanted_spacing` apart, at most a thousand along each axis, that lie in the outlines; a
/// point of the outline where none does.
std::vector<Point> points_in(const geo::MultiPolygon& outlines, double wanted_spacing);

}  // namespace scarp::sim
