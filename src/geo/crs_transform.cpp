#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/crs_internal.h"
#include "geo/gdal_internal.h"

namespace scarp::geo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr Point kNowhere{kNaN, kNaN};

bool finite(Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }

// The centre first, then the outline.
std::vector<Point> samples(const Grid& grid) {
  constexpr int kSteps = 256;
  const double rows = grid.rows();
  const double cols = grid.cols();
  std::vector<Point> points{grid.to_world({rows / 2, cols / 2})};
  for (int i = 0; i <= kSteps; ++i) {
    const double part = static_cast<double>(i) / kSteps;
    for (const CellPoint cell : {CellPoint{0, part * cols}, CellPoint{rows, part * cols},
                                 CellPoint{part * rows, 0}, CellPoint{part * rows, cols}}) {
      points.push_back(grid.to_world(cell));
    }
  }
  return points;
}

bool contains(const Grid& grid, Point world) {
  const CellPoint cell = grid.to_cell(world);
  return cell.row >= 0 && cell.row <= grid.rows() && cell.col >= 0 && cell.col <= grid.cols();
}

// A grid around a pole has every longitude, which its outline alone does not tell.
void include_poles(Bounds& box, const Grid& grid, const CrsPtr& to) {
  if (grid.crs()->geographic) return;
  for (const double latitude : {-90.0, 90.0}) {
    const Point pole = transform({{0, latitude}}, to, grid.crs()).front();
    if (!finite(pole) || !contains(grid, pole)) continue;
    box.min_x = -180;
    box.max_x = 180;
    box.min_y = std::min(box.min_y, latitude);
    box.max_y = std::max(box.max_y, latitude);
  }
}

}  // namespace

TransformationPtr transformation(const CrsPtr& from, const CrsPtr& to) {
  if (!from || !to) {
    throw Error({"without a reference system nothing can be transformed", "",
                 "Assign one first, for example with gdal_edit.py -a_srs"});
  }
  const OGRSpatialReference source = to_ogr(*from);
  const OGRSpatialReference target = to_ogr(*to);
  TransformationPtr result(OGRCreateCoordinateTransformation(&source, &target));
  if (!result) {
    throw Error({fmt::format("no transformation is known from {} to {}", from->name, to->name), "",
                 "Choose another reference system"});
  }
  return result;
}

std::vector<Point> transform(const std::vector<Point>& points, OGRCoordinateTransformation& step) {
  const Complaints quiet;
  std::vector<double> x;
  std::vector<double> y;
  std::vector<Point> result(points.size(), kNowhere);
  constexpr std::size_t kBatch = 1 << 20;
  for (std::size_t first = 0; first < points.size(); first += kBatch) {
    const std::size_t count = std::min(kBatch, points.size() - first);
    x.resize(count);
    y.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      x[i] = points[first + i].x;
      y[i] = points[first + i].y;
    }
    std::vector<int> done(count, FALSE);
    step.Transform(static_cast<int>(count), x.data(), y.data(), nullptr, done.data());
    for (std::size_t i = 0; i < count; ++i) {
      const Point p{x[i], y[i]};
      if (done[i] && finite(p) && finite(points[first + i])) result[first + i] = p;
    }
  }
  return result;
}

std::vector<Point> transform(const std::vector<Point>& points, const CrsPtr& from,
                             const CrsPtr& to) {
  if (from && same_crs(from, to)) return points;
  return transform(points, *transformation(from, to));
}

Bounds transform_bounds(const Grid& grid, const CrsPtr& to) {
  if (grid.crs() && same_crs(grid.crs(), to)) return grid.bounds();
  std::vector<Point> points = transform(samples(grid), grid.crs(), to);
  std::erase_if(points, [](Point p) { return !finite(p); });
  if (points.empty()) {
    throw Error({fmt::format("the raster has no image in {}", to->name), "",
                 "Check that its reference system is the right one"});
  }
  // Longitudes jump by 360° somewhere: count them from the centre, and the jump is far away.
  const double middle = points.front().x;
  Bounds box{middle, points.front().y, middle, points.front().y};
  for (Point p : points) {
    if (to->geographic) p.x -= 360 * std::round((p.x - middle) / 360);
    box = {std::min(box.min_x, p.x), std::min(box.min_y, p.y), std::max(box.max_x, p.x),
           std::max(box.max_y, p.y)};
  }
  if (!to->geographic) return box;
  include_poles(box, grid, to);
  if (box.min_x < -180) {
    box.min_x += 360;
    box.max_x += 360;
  }
  return box;
}

}  // namespace scarp::geo
