#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/vector_file.h"

namespace scarp::geo {
namespace {

// Calls `visit` with every ring of the layer.
template <typename Layer, typename Visit>
void each_ring(Layer& layer, const Visit& visit) {
  for (auto& feature : layer.features) {
    for (auto& polygon : feature.geometry) {
      visit(polygon.outer);
      for (auto& hole : polygon.holes) visit(hole);
    }
  }
}

}  // namespace

VectorLayer transform(const VectorLayer& layer, const CrsPtr& to) {
  VectorLayer result = layer;
  result.crs = to;
  std::vector<Point> points;
  each_ring(layer,
            [&](const Ring& ring) { points.insert(points.end(), ring.begin(), ring.end()); });
  points = transform(points, layer.crs, to);
  auto next = points.begin();
  each_ring(result, [&](Ring& ring) {
    for (Point& point : ring) point = *next++;
  });
  for (const Point& point : points) {
    if (std::isfinite(point.x) && std::isfinite(point.y)) continue;
    throw Error({fmt::format("a polygon of layer \"{}\" has no image in {}", layer.name,
                             to ? to->name : "another system"),
                 "", "Cut the layer to the area of interest first"});
  }
  return result;
}

}  // namespace scarp::geo
