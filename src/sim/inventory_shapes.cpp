#include "sim/inventory_shapes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "core/random.h"
#include "sim/hillside.h"

namespace scarp::sim {
namespace {

constexpr double kTouching_m = 10;
constexpr int kMostSteps = 1000;  // of points, along a shape
constexpr double kLeastSlope_deg = 8;
constexpr double kMostSlope_deg = 45;

struct Box {
  double west = std::numeric_limits<double>::infinity();
  double south = west;
  double east = -west;
  double north = -west;
};

Box box_of(const geo::MultiPolygon& outlines) {
  Box box;
  for (const geo::Polygon& outline : outlines) {
    for (const Point& p : outline.outer) {
      box = {std::min(box.west, p.x), std::min(box.south, p.y), std::max(box.east, p.x),
             std::max(box.north, p.y)};
    }
  }
  return box;
}

// Where a ring crosses the line at `y`.
void crossings(const geo::Ring& ring, double y, std::vector<double>& xs) {
  for (std::size_t i = 1; i < ring.size(); ++i) {
    const Point& a = ring[i - 1];
    const Point& b = ring[i];
    if ((a.y > y) != (b.y > y)) xs.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
  }
}

Point middle_of(const std::vector<Point>& points) {
  Point sum{0, 0};
  for (const Point& p : points) sum = {sum.x + p.x, sum.y + p.y};
  const auto count = static_cast<double>(points.size());
  return {sum.x / count, sum.y / count};
}

// Direction in which points around (0, 0) spread most.
Point longest_axis(const std::vector<Point>& points) {
  double xx = 0;
  double xy = 0;
  double yy = 0;
  for (const Point& p : points) {
    xx += p.x * p.x;
    xy += p.x * p.y;
    yy += p.y * p.y;
  }
  const double angle = 0.5 * std::atan2(2 * xy, xx - yy);
  return {std::cos(angle), std::sin(angle)};
}

// Vertices by squares as wide as things that touch may be apart.
class Vertices {
 public:
  explicit Vertices(const std::vector<geo::Polygon>& outlines) {
    for (std::size_t i = 0; i < outlines.size(); ++i) {
      for (const Point& p : outlines[i].outer) squares_[square(p)].push_back(i);
    }
  }

  // The outline with most vertices near those of `ring`.
  std::optional<std::size_t> nearest(const geo::Ring& ring) const {
    std::map<std::size_t, int> near;
    for (const Point& p : ring) {
      const auto [x, y] = square(p);
      for (std::int64_t i = x - 1; i <= x + 1; ++i) {
        for (std::int64_t j = y - 1; j <= y + 1; ++j) {
          const auto found = squares_.find({i, j});
          if (found == squares_.end()) continue;
          for (const std::size_t outline : found->second) ++near[outline];
        }
      }
    }
    const auto most = std::max_element(
        near.begin(), near.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == near.end()) return {};
    return most->first;
  }

 private:
  using Square = std::pair<std::int64_t, std::int64_t>;

  static Square square(Point p) {
    return {std::llround(p.x / kTouching_m), std::llround(p.y / kTouching_m)};
  }

  std::map<Square, std::vector<std::size_t>> squares_;
};

std::vector<geo::Polygon> outlines_in(const geo::VectorLayer& layer) {
  std::vector<geo::Polygon> outlines;
  for (const geo::Feature& feature : layer.features) {
    outlines.insert(outlines.end(), feature.geometry.begin(), feature.geometry.end());
  }
  return outlines;
}

void move(geo::Ring& ring, Point by) {
  for (Point& p : ring) p = {p.x + by.x, p.y + by.y};
}

void move(geo::MultiPolygon& outlines, Point by) {
  for (geo::Polygon& outline : outlines) {
    move(outline.outer, by);
    for (geo::Ring& hole : outline.holes) move(hole, by);
  }
}

// From the failure, which is the first outline, to the rest, or along the longest axis.
Point guessed_downslope(const Shape& shape, const std::vector<Point>& points, Random& random,
                        double spacing) {
  if (shape.outlines.size() > 1) {
    const Point head = middle_of(points_in({shape.outlines.front()}, spacing));
    const double length = std::hypot(head.x, head.y);
    if (length > 0) return {-head.x / length, -head.y / length};
  }
  const Point axis = longest_axis(points);
  const double sign = random.uniform() < 0.5 ? -1 : 1;
  return {sign * axis.x, sign * axis.y};
}

void set_ground(Shape& shape, const std::optional<Raster<float>>& dem,
                const ShapeOptions& options) {
  std::vector<Point> points = points_in(shape.outlines, options.sample_m);
  const Point middle = middle_of(points);
  shape.area_m2 = geo::area(shape.outlines);
  std::optional<Hillside> ground;
  if (dem) ground = hillside(*dem, points, {0, 0});
  move(shape.outlines, {-middle.x, -middle.y});
  for (Point& p : points) p = {p.x - middle.x, p.y - middle.y};
  if (ground) {
    shape.slope_deg = ground->slope_deg;
    shape.downslope = ground->downslope;
    return;
  }
  Random random(options.seed, shape.source.front() + 1);
  shape.slope_deg =
      std::clamp(options.mean_slope_deg + options.slope_deviation_deg * random.normal(),
                 kLeastSlope_deg, kMostSlope_deg);
  shape.downslope = guessed_downslope(shape, points, random, options.sample_m);
}

}  // namespace

std::vector<Point> points_in(const geo::MultiPolygon& outlines, double wanted_spacing) {
  std::vector<Point> points;
  for (const geo::Polygon& outline : outlines) {
    const Box box = box_of({outline});
    const double spacing = std::max(
        {wanted_spacing, (box.east - box.west) / kMostSteps, (box.north - box.south) / kMostSteps});
    for (double y = spacing * std::ceil(box.south / spacing); y <= box.north; y += spacing) {
      std::vector<double> xs;
      crossings(outline.outer, y, xs);
      for (const geo::Ring& hole : outline.holes) crossings(hole, y, xs);
      std::sort(xs.begin(), xs.end());
      for (std::size_t i = 1; i < xs.size(); i += 2) {
        for (double x = spacing * std::ceil(xs[i - 1] / spacing); x < xs[i]; x += spacing) {
          points.push_back({x, y});
        }
      }
    }
  }
  if (points.empty()) points.push_back(outlines.front().outer.front());
  return points;
}

std::vector<Shape> shapes_of(const geo::VectorLayer& failures, const geo::VectorLayer& deposits,
                             const std::optional<Raster<float>>& dem, const ShapeOptions& options) {
  const std::vector<geo::Polygon> heads = outlines_in(failures);
  const std::vector<geo::Polygon> toes = outlines_in(deposits);
  std::vector<Shape> shapes(heads.size());
  for (std::size_t i = 0; i < heads.size(); ++i) {
    shapes[i].outlines = {heads[i]};
    shapes[i].source = {i};
  }
  const Vertices vertices(heads);
  for (std::size_t i = 0; i < toes.size(); ++i) {
    const std::optional<std::size_t> head = vertices.nearest(toes[i].outer);
    Shape& shape = head ? shapes[*head] : shapes.emplace_back();
    shape.outlines.push_back(toes[i]);
    shape.source.push_back(heads.size() + i);
  }
  for (Shape& shape : shapes) set_ground(shape, dem, options);
  return shapes;
}

}  // namespace scarp::sim
