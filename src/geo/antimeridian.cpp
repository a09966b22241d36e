#include "geo/antimeridian.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "geo/gdal_internal.h"
#include "geo/ogr_geometry.h"

namespace scarp::geo {
namespace {

// Calls `visit` with every ring of the layer.
template <typename Visit>
void each_ring(VectorLayer& layer, const Visit& visit) {
  for (Feature& feature : layer.features) {
    for (Polygon& polygon : feature.geometry) {
      visit(polygon.outer);
      for (Ring& hole : polygon.holes) visit(hole);
    }
  }
}

void count_on(VectorLayer& layer) {
  std::optional<double> from_deg;
  each_ring(layer, [&](Ring& ring) {
    for (Point& p : ring) {
      if (!from_deg) from_deg = p.x;
      p.x -= 360 * std::round((p.x - *from_deg) / 360);
    }
  });
}

bool at_antimeridian(const MultiPolygon& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const Polygon& part) {
    return std::any_of(part.outer.begin(), part.outer.end(),
                       [](Point p) { return std::abs(p.x) == 180; });
  });
}

// Those that cannot be joined stay apart.
void join(MultiPolygon& parts) {
  if (parts.size() < 2 || !at_antimeridian(parts)) return;
  const GeometryPtr whole(to_ogr(parts)->UnionCascaded());
  if (!whole) return;
  MultiPolygon joined = polygons_of(*whole);
  if (!joined.empty()) parts = std::move(joined);
}

}  // namespace

Bounds across_antimeridian(Bounds box) {
  const bool crosses = box.min_x <= 180 && box.max_x >= -180 && box.min_x > box.max_x &&
                       box.max_x + 360 - box.min_x <= 180;
  if (crosses) box.max_x += 360;
  return box;
}

Bounds bounds_of(const VectorLayer& layer) {
  Bounds box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  for (const Feature& feature : layer.features) {
    const Bounds one = bounds_of(feature.geometry);
    box = {std::min(box.min_x, one.min_x), std::min(box.min_y, one.min_y),
           std::max(box.max_x, one.max_x), std::max(box.max_y, one.max_y)};
  }
  return box;
}

VectorLayer joined_at_antimeridian(VectorLayer layer) {
  const Bounds apart = bounds_of(layer);
  if (!(apart.max_x - apart.min_x > 180)) return layer;
  VectorLayer joined = layer;
  count_on(joined);
  const Bounds box = bounds_of(joined);
  if (!(box.max_x - box.min_x < 180)) return layer;
  const Complaints quiet;  // what fails is left as it was
  for (Feature& feature : joined.features) join(feature.geometry);
  return joined;
}

}  // namespace scarp::geo
