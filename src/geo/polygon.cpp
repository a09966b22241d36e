#include "geo/polygon.h"

#include <algorithm>
#include <cmath>

namespace scarp::geo {
namespace {

// Shoelace formula, about the first point to keep the digits.
double area(const Ring& ring) {
  double twice = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const Point a{ring[i].x - ring[0].x, ring[i].y - ring[0].y};
    const Point b{ring[i + 1].x - ring[0].x, ring[i + 1].y - ring[0].y};
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

}  // namespace

double area(const Polygon& polygon) {
  double total = area(polygon.outer);
  for (const Ring& hole : polygon.holes) total -= area(hole);
  return total;
}

double area(const MultiPolygon& polygons) {
  double total = 0;
  for (const Polygon& polygon : polygons) total += area(polygon);
  return total;
}

Bounds bounds_of(const MultiPolygon& polygons) {
  Bounds box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  for (const Polygon& polygon : polygons) {
    for (const Point p : polygon.outer) {
      box = {std::min(box.min_x, p.x), std::min(box.min_y, p.y), std::max(box.max_x, p.x),
             std::max(box.max_y, p.y)};
    }
  }
  return box;
}

}  // namespace scarp::geo
