#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/grid.h"
#include "core/projection.h"
#include "geo/vector_file.h"

namespace scarp::event {

/// Where landslides are looked for, in longitude and latitude.
struct Area {
  Bounds box_deg;
  geo::VectorLayer polygons;  ///< in EPSG:4326; of a box: the box
};

/// From "west,south,east,north", or a file of polygons. Longitudes are counted on across the
/// antimeridian, where west is more than east, and polygons may be cut. Throws Error when it is
/// neither, or holds no area.
Area read_area(const std::string& text);

/// Four numbers with commas between them; nothing for any other text.
std::optional<Bounds> box_in(const std::string& text);

/// Ground area, km².
double area_km2(const Bounds& box_deg);

/// A ring of places as a polygon, on the turn of longitudes that is nearest to `lon_deg`.
geo::Polygon polygon_near(const std::vector<LonLat>& ring, double lon_deg);

}  // namespace scarp::event
