#pragma once

#include <vector>

#include "core/grid.h"
#include "geo/vector_file.h"

// The projection of web maps: spherical Mercator on WGS 84 longitudes and latitudes, about a
// meridian of our own so that areas at the antimeridian stay in one piece.
namespace scarp::report {

/// A grid of a web map and where it lies.
struct WebGrid {
  Grid grid;
  Bounds lon_lat;           ///< degrees; longitudes are counted on across the antimeridian
  double meridian_deg = 0;  ///< in the middle
  double stretch = 1;       ///< metres of the web map for each metre on the ground
  double shrinking = 1;     ///< edge of its cells in cells of the area
};

/// The web map of an area, at cells no smaller than the area's own, `longest_edge` cells at most.
/// Throws Error when the area has no reference system, or reaches too far towards a pole.
WebGrid web_grid(const Grid& area, int longest_edge);

/// The same with cells `cells` times as large as the area's own, however many.
WebGrid web_grid_of_cells(const Grid& area, double cells);

/// A window of such a grid.
WebGrid part_of(const WebGrid& map, const Window& window);

/// A place on the grid's map, m.
Point web_point(const WebGrid& map, Point lon_lat);

/// The same place within half a turn of a meridian.
double longitude_near(double longitude_deg, double meridian_deg);

/// A layer in longitude and latitude, within half a turn of a meridian.
geo::VectorLayer in_lon_lat(const geo::VectorLayer& layer, double meridian_deg);

}  // namespace scarp::report
