#pragma once

#include <string>
#include <vector>

#include "core/crs.h"
#include "core/grid.h"

namespace scarp::geo {

/// From "EPSG:32654", WKT, PROJ text or anything else GDAL understands. Throws Error.
CrsPtr parse_crs(const std::string& text);

/// The UTM zone (EPSG:326xx or 327xx) of a place.
CrsPtr utm_crs(double longitude_deg, double latitude_deg);

/// Longitude and latitude on WGS 84, EPSG:4326.
CrsPtr wgs84();

/// Points of `from` in the system `to`. Points without an image become NaN. Throws Error when no
/// transformation between the two is known.
std::vector<Point> transform(const std::vector<Point>& points, const CrsPtr& from,
                             const CrsPtr& to);

/// Of the grid's whole outline (each edge sampled, because straight edges bend) in the system `to`.
/// Throws Error when the grid has no image there.
Bounds transform_bounds(const Grid& grid, const CrsPtr& to);

}  // namespace scarp::geo
