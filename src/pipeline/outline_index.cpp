#include "pipeline/outline_index.h"

#include <algorithm>
#include <cmath>

#include "geo/crs.h"

namespace scarp::pipeline {
namespace {

// GeoJSON has seven decimals of a degree, a centimetre; where the first six are zeros GDAL drops
// the seventh, which is up to 10 cm.
constexpr double kSamePlace_m = 0.15;

bool crosses_antimeridian(const Grid& grid) {
  return grid.crs() && geo::transform_bounds(grid, geo::wgs84()).max_x > 180;
}

bool near_each_other(const Bounds& a, const Bounds& b, double near) {
  return std::abs(a.min_x - b.min_x) <= near && std::abs(a.max_x - b.max_x) <= near &&
         std::abs(a.min_y - b.min_y) <= near && std::abs(a.max_y - b.max_y) <= near;
}

/// Corners, and how long the lines between them are.
struct Corners {
  std::vector<Point> points;
  double perimeter = 0;
};

Corners corners_of(const geo::MultiPolygon& outline) {
  Corners corners;
  const auto add = [&](const geo::Ring& ring) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
      corners.points.push_back(ring[i]);
      corners.perimeter += std::hypot(ring[i].x - ring[i - 1].x, ring[i].y - ring[i - 1].y);
    }
  };
  for (const geo::Polygon& polygon : outline) {
    add(polygon.outer);
    for (const geo::Ring& hole : polygon.holes) add(hole);
  }
  return corners;
}

// Whether each of `points` has one of `others` near it; both from west to east.
bool all_near(const std::vector<Point>& points, const std::vector<Point>& others, double near) {
  auto first = others.begin();
  for (const Point p : points) {
    while (first != others.end() && first->x < p.x - near) ++first;
    auto other = first;
    while (other != others.end() && other->x <= p.x + near &&
           std::hypot(other->x - p.x, other->y - p.y) > near) {
      ++other;
    }
    if (other == others.end() || other->x > p.x + near) return false;
  }
  return true;
}

bool near_each_other(std::vector<Point>& a, std::vector<Point>& b, double near) {
  for (auto* points : {&a, &b}) {
    std::sort(points->begin(), points->end(), [](Point p, Point q) { return p.x < q.x; });
  }
  return all_near(a, b, near) && all_near(b, a, near);
}

}  // namespace

OutlineIndex::OutlineIndex(const std::vector<product::MapLandslide>& landslides, const Grid& grid)
    : landslides_(landslides),
      crs_(grid.crs()),
      across_antimeridian_(crosses_antimeridian(grid)),
      near_(kSamePlace_m * std::sqrt(grid.cell_width() * grid.cell_height()) / grid.cell_size_m()) {
  for (const product::MapLandslide& one : landslides) {
    by_west_.insert({boxes_.emplace_back(geo::bounds_of(one.outline)).min_x, boxes_.size() - 1});
  }
}

// Corners at the antimeridian are those of a cut, but for one in millions.
void OutlineIndex::drop_cuts(std::vector<Point>& corners) const {
  constexpr double kAt_deg = 180 - 1e-6;
  const std::vector<Point> places = geo::transform(corners, crs_, geo::wgs84());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < corners.size(); ++i) {
    if (std::abs(places[i].x) < kAt_deg) corners[kept++] = corners[i];
  }
  corners.resize(kept);
}

bool OutlineIndex::same(const geo::MultiPolygon& a, const geo::MultiPolygon& b) const {
  Corners one = corners_of(a);
  Corners other = corners_of(b);
  const double apart = std::abs(geo::area(a) - geo::area(b));
  if (apart > near_ * std::max(one.perimeter, other.perimeter)) return false;
  if (near_each_other(one.points, other.points, near_)) return true;
  if (!across_antimeridian_) return false;
  drop_cuts(one.points);
  drop_cuts(other.points);
  return near_each_other(one.points, other.points, near_);
}

std::optional<std::size_t> OutlineIndex::find(const geo::MultiPolygon& outline) const {
  const Bounds box = geo::bounds_of(outline);
  for (auto at = by_west_.lower_bound({box.min_x - near_, 0});
       at != by_west_.end() && at->first <= box.min_x + near_; ++at) {
    const std::size_t i = at->second;
    if (near_each_other(box, boxes_[i], near_) && same(outline, landslides_[i].outline)) return i;
  }
  return std::nullopt;
}

bool same_outlines(const std::vector<product::MapLandslide>& a,
                   const std::vector<product::MapLandslide>& b, const Grid& grid) {
  if (a.size() != b.size()) return false;
  const OutlineIndex known(b, grid);
  return std::all_of(a.begin(), a.end(), [&](const product::MapLandslide& one) {
    return known.find(one.outline).has_value();
  });
}

}  // namespace scarp::pipeline
