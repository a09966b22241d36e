#include "geo/rasterise.h"

#include <gdal_alg.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/gdal_internal.h"
#include "geo/ogr_geometry.h"

namespace scarp::geo {
namespace {

// Polygons are burnt in cell coordinates, which serves rotated grids too.
int stay(void*, int, int count, double*, double*, double*, int* done) {
  std::fill(done, done + count, TRUE);
  return TRUE;
}

void append_rings(const VectorLayer& layer, std::vector<Point>& points) {
  for (const Feature& feature : layer.features) {
    for (const Polygon& polygon : feature.geometry) {
      points.insert(points.end(), polygon.outer.begin(), polygon.outer.end());
      for (const Ring& hole : polygon.holes) points.insert(points.end(), hole.begin(), hole.end());
    }
  }
}

Ring take_ring(const Ring& like, std::vector<Point>::const_iterator& next, const Grid& grid) {
  Ring ring;
  for (std::size_t i = 0; i < like.size(); ++i) {
    const CellPoint cell = grid.to_cell(*next++);
    ring.push_back({cell.col, cell.row});
  }
  return ring;
}

// Whether a polygon can have cells of the grid. One that has no image in the grid's system has
// none.
bool touches(const Ring& ring, const Grid& grid) {
  double min_x = HUGE_VAL, max_x = -HUGE_VAL, min_y = HUGE_VAL, max_y = -HUGE_VAL;
  for (const Point& p : ring) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) return false;
    min_x = std::min(min_x, p.x);
    max_x = std::max(max_x, p.x);
    min_y = std::min(min_y, p.y);
    max_y = std::max(max_y, p.y);
  }
  return max_x > 0 && max_y > 0 && min_x < grid.cols() && min_y < grid.rows();
}

struct IdPolygon {
  OGRPolygon polygon;  // in cells
  std::size_t feature;
};

// Each polygon on its own: GDAL counts overlapping parts of one geometry as outside.
std::vector<IdPolygon> polygons_in_cells(const VectorLayer& layer, const Grid& grid) {
  std::vector<Point> points;
  append_rings(layer, points);
  if (points.empty()) return {};
  if (layer.crs || grid.crs()) points = transform(points, layer.crs, grid.crs());
  auto next = points.cbegin();
  std::vector<IdPolygon> result;
  for (std::size_t i = 0; i < layer.features.size(); ++i) {
    for (const Polygon& polygon : layer.features[i].geometry) {
      Polygon in_cells{take_ring(polygon.outer, next, grid), {}};
      for (const Ring& hole : polygon.holes) in_cells.holes.push_back(take_ring(hole, next, grid));
      if (touches(in_cells.outer, grid)) result.push_back({to_ogr(in_cells), i});
    }
  }
  return result;
}

// Burns `value(feature)` into the cells whose centres lie in a feature, in the features' order.
template <typename T, typename Value>
Image<T> burn(const VectorLayer& layer, const Grid& grid, GDALDataType type, const Value& value) {
  Image<T> image(grid.size());
  std::vector<IdPolygon> polygons = polygons_in_cells(layer, grid);
  if (polygons.empty()) return image;
  std::vector<OGRGeometryH> handles;
  std::vector<double> values;
  for (IdPolygon& one : polygons) {
    handles.push_back(OGRGeometry::ToHandle(&one.polygon));
    values.push_back(value(one.feature));
  }
  const DatasetPtr dataset = memory_dataset(grid.size());
  add_memory_band(*dataset, type, image.values().data());
  const int band = 1;
  const Complaints complaints;
  const CPLErr result = GDALRasterizeGeometries(
      GDALDataset::ToHandle(dataset.get()), 1, &band, static_cast<int>(handles.size()),
      handles.data(), stay, nullptr, values.data(), nullptr, nullptr, nullptr);
  dataset->FlushCache(false);
  if (result != CE_None) throw Error({complaints.add_to("polygons cannot be rasterised"), "", ""});
  return image;
}

}  // namespace

Image<std::uint8_t> rasterise(const VectorLayer& layer, const Grid& grid) {
  return burn<std::uint8_t>(layer, grid, GDT_Byte, [](std::size_t) { return 1; });
}

Image<std::int32_t> rasterise_ids(const VectorLayer& layer, const Grid& grid) {
  return burn<std::int32_t>(layer, grid, GDT_Int32,
                            [](std::size_t feature) { return static_cast<double>(feature + 1); });
}

}  // namespace scarp::geo
