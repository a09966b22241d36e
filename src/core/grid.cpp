#include "core/grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/error.h"

namespace scarp {
namespace {

constexpr double kDegree = 3.14159265358979323846 / 180.0;

bool finite(const Affine& a) {
  const std::array<double, 6> terms{a.x0, a.x_per_col, a.x_per_row, a.y0, a.y_per_col, a.y_per_row};
  return std::all_of(terms.begin(), terms.end(), [](double term) { return std::isfinite(term); });
}

std::array<CellPoint, 4> corners(Size size) {
  const double rows = size.rows;
  const double cols = size.cols;
  return {{{0, 0}, {0, cols}, {rows, 0}, {rows, cols}}};
}

int cell_count(double length, double cell_size) {
  // A hair of slack: 1000.0000001 cells are 1000.
  const double count = std::ceil(length / cell_size - 1e-6);
  if (!(count <= std::numeric_limits<int>::max())) {
    throw Error({fmt::format("{:g} cells along one edge are too many", count), "",
                 "Choose larger cells or a smaller area"});
  }
  return std::max(1, static_cast<int>(count));
}

void require_cell_size(double cell_size) {
  if (cell_size > 0 && std::isfinite(cell_size)) return;
  throw Error({fmt::format("a cell size of {:g} is not above zero", cell_size), "", ""});
}

}  // namespace

Grid::Grid(Affine affine, Size size, CrsPtr crs)
    : affine_(affine), size_(size), crs_(std::move(crs)) {
  if (size.rows <= 0 || size.cols <= 0) {
    throw Error(
        {fmt::format("a grid of {} × {} cells has no cells", size.rows, size.cols), "", ""});
  }
  if (!finite(affine) || affine.determinant() == 0) {
    throw Error({"the geotransform cannot be inverted", "",
                 "Assign the raster a position first, for example with gdal_translate -a_ullr"});
  }
}

Point Grid::to_world(CellPoint cell) const {
  return {affine_.x0 + cell.col * affine_.x_per_col + cell.row * affine_.x_per_row,
          affine_.y0 + cell.col * affine_.y_per_col + cell.row * affine_.y_per_row};
}

CellPoint Grid::to_cell(Point world) const {
  const double dx = world.x - affine_.x0;
  const double dy = world.y - affine_.y0;
  const double det = affine_.determinant();
  return {(affine_.x_per_col * dy - affine_.y_per_col * dx) / det,
          (affine_.y_per_row * dx - affine_.x_per_row * dy) / det};
}

Bounds Grid::bounds() const {
  const Point first = to_world({0, 0});
  Bounds box{first.x, first.y, first.x, first.y};
  for (const CellPoint corner : corners(size_)) {
    const Point p = to_world(corner);
    box = {std::min(box.min_x, p.x), std::min(box.min_y, p.y), std::max(box.max_x, p.x),
           std::max(box.max_y, p.y)};
  }
  return box;
}

bool Grid::north_up() const {
  return affine_.x_per_row == 0 && affine_.y_per_col == 0 && affine_.x_per_col > 0 &&
         affine_.y_per_row < 0;
}

double Grid::cell_width() const { return std::hypot(affine_.x_per_col, affine_.y_per_col); }
double Grid::cell_height() const { return std::hypot(affine_.x_per_row, affine_.y_per_row); }

double Grid::cell_area_m2(int row) const {
  const double area = std::abs(affine_.determinant());
  if (!crs_) return area;
  const DegreeLength metres = unit_length(*crs_, to_world({row + 0.5, size_.cols / 2.0}).y);
  return area * metres.east_m * metres.north_m;
}

double Grid::cell_size_m() const { return std::sqrt(cell_area_m2(size_.rows / 2)); }

Grid Grid::crop(const Window& window) const {
  const Point origin = to_world({static_cast<double>(window.row), static_cast<double>(window.col)});
  Affine moved = affine_;
  moved.x0 = origin.x;
  moved.y0 = origin.y;
  return {moved, window.size(), crs_};
}

Grid Grid::with_cell_size(double cell_size) const {
  require_cell_size(cell_size);
  if (!north_up()) throw Error({"a rotated or flipped grid cannot change its cell size", "", ""});
  const Bounds box = bounds();
  const Affine affine{box.min_x, cell_size, 0, box.max_y, 0, -cell_size};
  return {
      affine,
      {cell_count(box.max_y - box.min_y, cell_size), cell_count(box.max_x - box.min_x, cell_size)},
      crs_};
}

bool Grid::compatible(const Grid& other, double tolerance) const {
  return difference(other, tolerance).empty();
}

std::string Grid::difference(const Grid& other, double tolerance) const {
  if (!same_crs(crs_, other.crs_)) {
    const auto name = [](const CrsPtr& crs) { return crs ? crs->name : std::string("none"); };
    return fmt::format("the reference systems differ ({} and {})", name(crs_), name(other.crs_));
  }
  if (size_ != other.size_) {
    return fmt::format("the sizes differ ({} × {} and {} × {} columns × rows)", cols(), rows(),
                       other.cols(), other.rows());
  }
  double shift = 0;
  for (const CellPoint corner : corners(size_)) {
    const CellPoint there = to_cell(other.to_world(corner));
    shift = std::max({shift, std::abs(there.row - corner.row), std::abs(there.col - corner.col)});
  }
  if (shift <= tolerance) return {};
  return fmt::format("the cells lie up to {:.3g} cells apart", shift);
}

Grid snapped_grid(const Bounds& bounds, double cell_size, CrsPtr crs) {
  require_cell_size(cell_size);
  const double left = std::floor(bounds.min_x / cell_size + 1e-6) * cell_size;
  const double top = std::ceil(bounds.max_y / cell_size - 1e-6) * cell_size;
  const Affine affine{left, cell_size, 0, top, 0, -cell_size};
  return {affine,
          {cell_count(top - bounds.min_y, cell_size), cell_count(bounds.max_x - left, cell_size)},
          std::move(crs)};
}

// Radii of curvature in the meridian and in the prime vertical (Snyder 1987, eq. 4-18 and 4-20).
DegreeLength degree_length(double latitude_deg) {
  constexpr double kSemiMajor_m = 6378137.0;
  constexpr double kFlattening = 1 / 298.257223563;
  constexpr double kEccentricity2 = kFlattening * (2 - kFlattening);
  const double latitude = latitude_deg * kDegree;
  const double sine = std::sin(latitude);
  const double w2 = 1 - kEccentricity2 * sine * sine;
  const double prime_vertical_m = kSemiMajor_m / std::sqrt(w2);
  const double meridian_m = prime_vertical_m * (1 - kEccentricity2) / w2;
  return {prime_vertical_m * std::cos(latitude) * kDegree, meridian_m * kDegree};
}

DegreeLength unit_length(const Crs& crs, double y) {
  return crs.geographic ? degree_length(y) : DegreeLength{crs.metres_per_unit, crs.metres_per_unit};
}

}  // namespace scarp
