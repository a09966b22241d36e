#include "geo/smooth.h"

#include <algorithm>
#include <cmath>

namespace scarp::geo {
namespace {

Point between(Point from, Point to, double share) {
  return {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
}

Ring cut_corners(const Ring& ring, double cell) {
  Ring cut;
  const std::size_t edges = ring.size() - 1;
  for (std::size_t i = 0; i < edges; ++i) {
    const Point from = ring[i];
    const Point to = ring[i + 1];
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const double share = length > cell ? 0.5 * cell / length : 0.5;
    cut.push_back(between(from, to, share));
    if (share < 0.5) cut.push_back(between(to, from, share));
  }
  cut.push_back(cut.front());
  return cut;
}

// Twice the area of a ring times its centre of gravity, and twice its area; signed.
struct Moment {
  double x = 0;
  double y = 0;
  double area = 0;
};

void add(const Ring& ring, Point origin, Moment& moment) {
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const Point a{ring[i].x - origin.x, ring[i].y - origin.y};
    const Point b{ring[i + 1].x - origin.x, ring[i + 1].y - origin.y};
    const double cross = a.x * b.y - b.x * a.y;
    moment.x += cross * (a.x + b.x) / 3;
    moment.y += cross * (a.y + b.y) / 3;
    moment.area += cross;
  }
}

Point centre_of_gravity(const MultiPolygon& outline) {
  const Point origin = outline.front().outer.front();
  Moment moment;
  for (const Polygon& polygon : outline) {
    add(polygon.outer, origin, moment);
    for (const Ring& hole : polygon.holes) add(hole, origin, moment);
  }
  return {origin.x + moment.x / moment.area, origin.y + moment.y / moment.area};
}

void scale(Ring& ring, Point centre, double factor) {
  for (Point& point : ring) point = between(centre, point, factor);
}

}  // namespace

MultiPolygon smoothed(const MultiPolygon& outline, double cell) {
  MultiPolygon result;
  for (const Polygon& polygon : outline) {
    Polygon& smooth = result.emplace_back();
    smooth.outer = cut_corners(polygon.outer, cell);
    for (const Ring& hole : polygon.holes) smooth.holes.push_back(cut_corners(hole, cell));
  }
  if (result.empty()) return result;
  const Point centre = centre_of_gravity(result);
  const double factor = std::sqrt(area(outline) / area(result));
  for (Polygon& polygon : result) {
    scale(polygon.outer, centre, factor);
    for (Ring& hole : polygon.holes) scale(hole, centre, factor);
  }
  return result;
}

}  // namespace scarp::geo
