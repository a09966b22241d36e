#pragma once

#include <ogr_geometry.h>

#include <memory>

#include "geo/polygon.h"

namespace scarp::geo {

struct GeometryDeleter {
  void operator()(OGRGeometry* geometry) const { OGRGeometryFactory::destroyGeometry(geometry); }
};
using GeometryPtr = std::unique_ptr<OGRGeometry, GeometryDeleter>;

OGRPolygon to_ogr(const Polygon& polygon);
std::unique_ptr<OGRMultiPolygon> to_ogr(const MultiPolygon& polygons);

/// The polygons in `geometry`, also those in collections, as they are. Lines and points are left
/// out, and so are polygons with coordinates that are not finite.
MultiPolygon polygons_of(const OGRGeometry& geometry);

}  // namespace scarp::geo
