#include "geo/smooth.h"

#include <algorithm>
#include <cmath>

namespace scarp::geo {
namespace {

Point between(Point from, Point to, double share) {
  return {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
}

// An edge of one cell is halved, be it a rounding error longer.
constexpr double kHair = 1.001;

Ring cut_corners(const Ring& ring, double cell) {
  Ring cut;
  const std::size_t edges = ring.size() - 1;
  for (std::size_t i = 0; i < edges; ++i) {
    const Point from = ring[i];
    const Point to = ring[i + 1];
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const double share = length > cell * kHair ? 0.5 * cell / length : 0.5;
    cut.push_back(between(from, to, share));
    if (share < 0.5) cut.push_back(between(to, from, share));
  }
  cut.push_back(cut.front());
  return cut;
}

// Signed area and centre of gravity of a ring, which is counted from its first point: squares of
// coordinates in metres would cost digits.
struct Moments {
  double area = 0;
  Point centre;
};

Moments moments(const Ring& ring) {
  const Point origin = ring.front();
  double twice_area = 0;
  Point sum;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const Point a{ring[i].x - origin.x, ring[i].y - origin.y};
    const Point b{ring[i + 1].x - origin.x, ring[i + 1].y - origin.y};
    const double cross = a.x * b.y - b.x * a.y;
    twice_area += cross;
    sum.x += cross * (a.x + b.x) / 3;
    sum.y += cross * (a.y + b.y) / 3;
  }
  return {twice_area / 2, {origin.x + sum.x / twice_area, origin.y + sum.y / twice_area}};
}

// Each ring by itself: blown up together, the far parts of a region would move by many cells.
Ring smoothed(const Ring& ring, double cell) {
  Ring smooth = cut_corners(ring, cell);
  const Moments cut = moments(smooth);
  const double factor = std::sqrt(moments(ring).area / cut.area);
  for (Point& point : smooth) point = between(cut.centre, point, factor);
  return smooth;
}

}  // namespace

MultiPolygon smoothed(const MultiPolygon& outline, double cell) {
  MultiPolygon result;
  for (const Polygon& polygon : outline) {
    Polygon& smooth = result.emplace_back();
    smooth.outer = smoothed(polygon.outer, cell);
    for (const Ring& hole : polygon.holes) smooth.holes.push_back(smoothed(hole, cell));
  }
  return result;
}

}  // namespace scarp::geo
