#include "geo/overlap.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "geo/gdal_internal.h"
#include "geo/ogr_geometry.h"

namespace scarp::geo {
namespace {

// Shares of the smaller one below it are rounding errors of common edges.
constexpr double kLeastShare = 1e-9;

struct Shape {
  GeometryPtr geometry;
  OGREnvelope box;
  double area = 0;
};

std::vector<Shape> shapes_of(const std::vector<MultiPolygon>& polygons) {
  std::vector<Shape> shapes;
  for (const MultiPolygon& polygon : polygons) {
    Shape& shape = shapes.emplace_back();
    shape.geometry.reset(to_ogr(polygon).release());
    shape.geometry->getEnvelope(&shape.box);
    shape.area = area(polygon);
  }
  return shapes;
}

double area_of(const OGRGeometry* geometry) {
  return geometry == nullptr ? 0 : area(polygons_of(*geometry));
}

bool overlap(const Shape& a, const Shape& b) {
  if (!a.geometry->Intersects(b.geometry.get())) return false;
  const GeometryPtr shared(a.geometry->Intersection(b.geometry.get()));
  return area_of(shared.get()) > kLeastShare * std::min(a.area, b.area);
}

// Union-find.
std::size_t root_of(std::vector<std::size_t>& parent, std::size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

// For each shape the first one that it belongs together with. Boxes are swept from west to east.
std::vector<std::size_t> groups_of(const std::vector<Shape>& shapes) {
  std::vector<std::size_t> parent(shapes.size());
  std::iota(parent.begin(), parent.end(), 0);
  std::vector<std::size_t> order = parent;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return shapes[a].box.MinX < shapes[b].box.MinX; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Shape& one = shapes[order[i]];
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      const Shape& other = shapes[order[j]];
      if (other.box.MinX > one.box.MaxX) break;
      const std::size_t a = root_of(parent, order[i]);
      const std::size_t b = root_of(parent, order[j]);
      if (a == b || !one.box.Intersects(other.box) || !overlap(one, other)) continue;
      parent[std::max(a, b)] = std::min(a, b);
    }
  }
  for (std::size_t i = 0; i < parent.size(); ++i) parent[i] = root_of(parent, i);
  return parent;
}

MultiPolygon union_of(const std::vector<Shape>& shapes, const std::vector<std::size_t>& members) {
  OGRMultiPolygon all;
  for (const std::size_t i : members) {
    for (const OGRPolygon* part : *shapes[i].geometry->toMultiPolygon()) all.addGeometry(part);
  }
  const GeometryPtr joined(all.UnionCascaded());
  MultiPolygon result = joined ? polygons_of(*joined) : MultiPolygon{};
  if (result.empty()) throw Error({"overlapping polygons cannot be joined", "", ""});
  return result;
}

}  // namespace

std::vector<Joined> join_overlapping(const std::vector<MultiPolygon>& polygons) {
  const Complaints quiet;  // what fails is told by what comes out
  const std::vector<Shape> shapes = shapes_of(polygons);
  const std::vector<std::size_t> group = groups_of(shapes);
  std::vector<Joined> result;
  std::vector<std::size_t> place(polygons.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group[i] == i) {
      place[i] = result.size();
      result.emplace_back();
    }
    result[place[group[i]]].members.push_back(i);
  }
  for (Joined& one : result) {
    const bool alone = one.members.size() == 1;
    one.geometry = alone ? polygons[one.members.front()] : union_of(shapes, one.members);
  }
  return result;
}

}  // namespace scarp::geo
