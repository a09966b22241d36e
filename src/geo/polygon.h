#pragma once

#include <vector>

#include "core/grid.h"

namespace scarp::geo {

/// A closed line: the last point repeats the first.
using Ring = std::vector<Point>;

/// An outer ring and its holes.
struct Polygon {
  Ring outer;
  std::vector<Ring> holes;
};

using MultiPolygon = std::vector<Polygon>;

/// Planar area in squared units of the coordinates, holes taken off.
double area(const Polygon& polygon);
double area(const MultiPolygon& polygons);

/// Of the outer rings; nothing lies within where there are none.
Bounds bounds_of(const MultiPolygon& polygons);

}  // namespace scarp::geo
