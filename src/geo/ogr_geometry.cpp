#include "geo/ogr_geometry.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace scarp::geo {
namespace {

std::unique_ptr<OGRLinearRing> to_ogr(const Ring& ring) {
  auto result = std::make_unique<OGRLinearRing>();
  result->setNumPoints(static_cast<int>(ring.size()), FALSE);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    result->setPoint(static_cast<int>(i), ring[i].x, ring[i].y);
  }
  return result;
}

Ring from_ogr(const OGRLinearRing& ring) {
  Ring result(static_cast<std::size_t>(ring.getNumPoints()));
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = {ring.getX(static_cast<int>(i)), ring.getY(static_cast<int>(i))};
  }
  if (!result.empty() && result.front() != result.back()) result.push_back(result.front());
  return result;
}

bool finite(const Ring& ring) {
  return std::all_of(ring.begin(), ring.end(),
                     [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); });
}

void collect(const OGRPolygon& polygon, MultiPolygon& result) {
  if (polygon.IsEmpty()) return;
  Polygon copy;
  copy.outer = from_ogr(*polygon.getExteriorRing());
  bool usable = copy.outer.size() >= 4 && finite(copy.outer);
  for (int i = 0; i < polygon.getNumInteriorRings(); ++i) {
    copy.holes.push_back(from_ogr(*polygon.getInteriorRing(i)));
    usable = usable && finite(copy.holes.back());
  }
  if (usable) result.push_back(std::move(copy));
}

void collect(const OGRGeometry& geometry, MultiPolygon& result) {
  const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
  if (type == wkbPolygon) {
    collect(*geometry.toPolygon(), result);
  } else if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) {
    for (const OGRGeometry* part : *geometry.toGeometryCollection()) collect(*part, result);
  }
}

}  // namespace

OGRPolygon to_ogr(const Polygon& polygon) {
  OGRPolygon result;
  result.addRingDirectly(to_ogr(polygon.outer).release());
  for (const Ring& hole : polygon.holes) result.addRingDirectly(to_ogr(hole).release());
  return result;
}

std::unique_ptr<OGRMultiPolygon> to_ogr(const MultiPolygon& polygons) {
  auto result = std::make_unique<OGRMultiPolygon>();
  for (const Polygon& polygon : polygons) {
    result->addGeometryDirectly(new OGRPolygon(to_ogr(polygon)));
  }
  return result;
}

MultiPolygon polygons_of(const OGRGeometry& geometry) {
  MultiPolygon result;
  collect(geometry, result);
  return result;
}

}  // namespace scarp::geo
