#include "sar/node_lattice.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace scarp::sar {
namespace {

constexpr int kMostCells = 1024;

// Independent of where the grid lies: degrees have their length at the equator.
double cell_length_m(const Grid& grid) {
  const double longest = std::max(grid.cell_width(), grid.cell_height());
  return longest * unit_length(*grid.crs(), 0).east_m;
}

}  // namespace

NodeLattice::NodeLattice(const Grid& grid, double spacing_m) {
  if (!grid.north_up() || !grid.crs()) {
    throw Error({"the output grid is rotated or has no reference system", "",
                 "Choose a grid with north up, for example by --crs and --resolution"});
  }
  const double cell_m = cell_length_m(grid);
  while (step_ < kMostCells && 2 * step_ * cell_m <= spacing_m) step_ *= 2;
  cols_ = axis(grid.affine().x0, grid.cell_width());
  rows_ = axis(-grid.affine().y0, grid.cell_height());
}

NodeLattice::Axis NodeLattice::axis(double start, double cell) {
  // Rounded, so that the rounding errors of grids cannot move the nodes.
  constexpr double kParts = 1 << 20;
  const double cells = start / cell;
  const double whole = std::floor(cells + 0.5 / kParts);
  return {cell, static_cast<std::int64_t>(whole), std::round((cells - whole) * kParts) / kParts};
}

std::int64_t NodeLattice::node_before(const Axis& axis, int cell) const {
  const std::int64_t index = axis.first + cell;
  const std::int64_t node = index / step_;
  return index % step_ < 0 ? node - 1 : node;
}

std::vector<Patch> NodeLattice::patches(const Window& window) const {
  const std::int64_t first_row = node_before(rows_, window.row);
  const std::int64_t first_col = node_before(cols_, window.col);
  const Size count = node_count(window, 0);
  std::vector<Patch> result;
  for (int i = 0; i + 1 < count.rows; ++i) {
    for (int j = 0; j + 1 < count.cols; ++j) {
      const int row = static_cast<int>((first_row + i) * step_ - rows_.first);
      const int col = static_cast<int>((first_col + j) * step_ - cols_.first);
      const Window part = intersect({row, col, step_, step_}, window);
      result.push_back({part, i, j, part.row - row, part.col - col});
    }
  }
  return result;
}

Size NodeLattice::node_count(const Window& window, int ring) const {
  const auto along = [&](const Axis& axis, int first, int end) {
    const std::int64_t squares = node_before(axis, end - 1) - node_before(axis, first) + 1;
    return static_cast<int>(squares) + 1 + 2 * ring;
  };
  return {along(rows_, window.row, window.row_end()), along(cols_, window.col, window.col_end())};
}

std::vector<Point> NodeLattice::nodes(const Window& window, int ring) const {
  const std::int64_t first_row = node_before(rows_, window.row) - ring;
  const std::int64_t first_col = node_before(cols_, window.col) - ring;
  const Size count = node_count(window, ring);
  std::vector<Point> result;
  result.reserve(static_cast<std::size_t>(count.cells()));
  const auto place = [&](const Axis& axis, std::int64_t node) {
    return (static_cast<double>(node * step_) + axis.offset) * axis.cell;
  };
  for (int i = 0; i < count.rows; ++i) {
    for (int j = 0; j < count.cols; ++j) {
      result.push_back({place(cols_, first_col + j), -place(rows_, first_row + i)});
    }
  }
  return result;
}

}  // namespace scarp::sar
