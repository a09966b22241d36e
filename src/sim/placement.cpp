#include "sim/placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "core/random.h"
#include "sim/hillside.h"

namespace scarp::sim {
namespace {

constexpr int kTries = 2000;              // for each shape
constexpr std::size_t kFirstPoints = 40;  // that a place is looked at by before it is tried
constexpr double kTolerance_deg = 1.5;
constexpr double kMostTolerance_deg = 7.5;
constexpr double kEvenness = 0.7;    // of a hillside
constexpr double kAlignment = 0.85;  // cosine between a shape's axis and its ground's
constexpr std::size_t kSlopeClasses = 90;

// Turns by the angle from `from` to `to`, unit vectors.
class Turn {
 public:
  Turn(Point from, Point to)
      : cosine_(from.x * to.x + from.y * to.y), sine_(from.x * to.y - from.y * to.x) {}

  Point operator()(Point p) const {
    return {cosine_ * p.x - sine_ * p.y, sine_ * p.x + cosine_ * p.y};
  }

 private:
  double cosine_;
  double sine_;
};

std::vector<Point> turned(const std::vector<Point>& points, const Turn& turn) {
  std::vector<Point> result(points.size());
  std::transform(points.begin(), points.end(), result.begin(), turn);
  return result;
}

// Every so many of them.
std::vector<Point> thinned(const std::vector<Point>& points) {
  const std::size_t step = std::max<std::size_t>(1, points.size() / kFirstPoints);
  std::vector<Point> result;
  for (std::size_t i = 0; i < points.size(); i += step) result.push_back(points[i]);
  return result;
}

// Cells of the area by slope, whole degrees.
class CellsBySlope {
 public:
  CellsBySlope(const Raster<float>& slope_deg, const Window& area) : grid_(slope_deg.grid) {
    for (int row = area.row; row < area.row + area.rows; ++row) {
      for (int col = area.col; col < area.col + area.cols; ++col) {
        const float slope = slope_deg.values(row, col);
        if (slope >= 0 && slope < kSlopeClasses) {
          classes_[static_cast<std::size_t>(slope)].push_back({row, col});
        }
      }
    }
  }

  // The middle of a cell whose slope lies about there.
  std::optional<Point> draw(double slope_deg, Random& random) const {
    const double slope = std::clamp(slope_deg, 0.0, kSlopeClasses - 1.0);
    const std::vector<Cell>& cells = classes_[static_cast<std::size_t>(slope)];
    if (cells.empty()) return {};
    const Cell& cell = cells[random.below(cells.size())];
    return grid_.centre(cell.row, cell.col);
  }

 private:
  struct Cell {
    int row;
    int col;
  };

  const Grid& grid_;
  std::array<std::vector<Cell>, kSlopeClasses> classes_;
};

// Ground that shapes lie on already.
class Occupied {
 public:
  Occupied(const Grid& grid, const Window& area) : grid_(grid), area_(area), taken_(area.size()) {}

  bool free(const std::vector<Point>& points, Point by) const {
    return std::all_of(points.begin(), points.end(), [&](Point p) {
      const std::optional<std::size_t> cell = cell_of({p.x + by.x, p.y + by.y});
      return cell && taken_.values()[*cell] == 0;
    });
  }

  void take(const std::vector<Point>& points, Point by) {
    for (const Point& p : points) {
      const std::optional<std::size_t> cell = cell_of({p.x + by.x, p.y + by.y});
      if (cell) taken_.values()[*cell] = 1;
    }
  }

 private:
  std::optional<std::size_t> cell_of(Point place) const {
    const CellPoint cell = grid_.to_cell(place);
    const double row = std::floor(cell.row) - area_.row;
    const double col = std::floor(cell.col) - area_.col;
    if (!(row >= 0 && col >= 0 && row < area_.rows && col < area_.cols)) return {};
    return static_cast<std::size_t>(row) * area_.cols + static_cast<std::size_t>(col);
  }

  const Grid& grid_;
  Window area_;
  Image<std::uint8_t> taken_;
};

struct Pose {
  Turn turn;
  Point middle;
};

class Placer {
 public:
  Placer(const Raster<float>& dem, const Raster<float>& slope_deg, const PlacementOptions& options)
      : dem_(dem),
        cells_(slope_deg, options.area),
        occupied_(dem.grid, options.area),
        sample_m_(std::abs(dem.grid.affine().x_per_col) / 2) {}

  std::optional<Pose> place(const Shape& shape, Random& random) {
    const std::vector<Point> points = points_in(shape.outlines, sample_m_);
    const std::vector<Point> first = thinned(points);
    for (int i = 0; i < kTries; ++i) {
      const double looseness = static_cast<double>(i) / kTries;
      const double tolerance_deg =
          kTolerance_deg + looseness * (kMostTolerance_deg - kTolerance_deg);
      const double wanted_deg = shape.slope_deg + random.uniform(-tolerance_deg, tolerance_deg);
      const std::optional<Point> middle = cells_.draw(wanted_deg, random);
      if (!middle) continue;
      const std::optional<Hillside> around = hillside(dem_, first, *middle);
      if (!around || around->evenness < kEvenness) continue;
      if (std::abs(around->slope_deg - shape.slope_deg) > 2 * tolerance_deg) continue;
      const Turn turn(shape.downslope, around->downslope);
      const std::vector<Point> there = turned(points, turn);
      if (!occupied_.free(there, *middle)) continue;
      const std::optional<Hillside> ground = hillside(dem_, there, *middle);
      if (!ground || !suits(*ground, *around, shape, tolerance_deg)) continue;
      occupied_.take(there, *middle);
      return Pose{turn, *middle};
    }
    return {};
  }

 private:
  static bool suits(const Hillside& ground, const Hillside& around, const Shape& shape,
                    double tolerance_deg) {
    const double alignment =
        ground.downslope.x * around.downslope.x + ground.downslope.y * around.downslope.y;
    return ground.evenness >= kEvenness && alignment >= kAlignment &&
           std::abs(ground.slope_deg - shape.slope_deg) <= tolerance_deg;
  }

  const Raster<float>& dem_;
  CellsBySlope cells_;
  Occupied occupied_;
  double sample_m_;
};

geo::Ring posed(const geo::Ring& ring, const Pose& pose) {
  geo::Ring result = turned(ring, pose.turn);
  for (Point& p : result) p = {p.x + pose.middle.x, p.y + pose.middle.y};
  return result;
}

geo::Polygon posed(const geo::Polygon& outline, const Pose& pose) {
  geo::Polygon result{posed(outline.outer, pose), {}};
  for (const geo::Ring& hole : outline.holes) result.holes.push_back(posed(hole, pose));
  return result;
}

std::vector<std::size_t> largest_first(const std::vector<Shape>& shapes) {
  std::vector<std::size_t> order(shapes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return shapes[a].area_m2 > shapes[b].area_m2;
  });
  return order;
}

}  // namespace

Placement place_shapes(const std::vector<Shape>& shapes, const Raster<float>& dem,
                       const Raster<float>& slope_deg, const PlacementOptions& options) {
  Placer placer(dem, slope_deg, options);
  Placement placement;
  std::vector<std::pair<std::size_t, geo::Polygon>> placed;
  for (const std::size_t i : largest_first(shapes)) {
    const Shape& shape = shapes[i];
    Random random(options.seed, i);
    const std::optional<Pose> pose = placer.place(shape, random);
    if (!pose) {
      ++placement.left_out;
      placement.left_out_m2 += shape.area_m2;
      continue;
    }
    for (std::size_t k = 0; k < shape.outlines.size(); ++k) {
      placed.emplace_back(shape.source[k], posed(shape.outlines[k], *pose));
    }
  }
  std::sort(placed.begin(), placed.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [number, outline] : placed) placement.outlines.push_back(std::move(outline));
  return placement;
}

}  // namespace scarp::sim
