#include "stack/resample.h"

#include <cmath>
#include <limits>
#include <optional>

namespace scarp::stack {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

// The window of `source` whose cells are those of `grid`, which may reach beyond the source.
std::optional<Window> coinciding(const Grid& source, const Grid& grid) {
  constexpr double kTolerance_cells = 0.01;
  constexpr double kFarthest_cells = 1e9;  // well within int
  if (!same_crs(source.crs(), grid.crs())) return std::nullopt;
  const CellPoint first = source.to_cell(grid.to_world({0, 0}));
  if (!(std::abs(first.row) < kFarthest_cells && std::abs(first.col) < kFarthest_cells)) {
    return std::nullopt;
  }
  const Window window{static_cast<int>(std::lround(first.row)),
                      static_cast<int>(std::lround(first.col)), grid.rows(), grid.cols()};
  if (!source.crop(window).compatible(grid, kTolerance_cells)) return std::nullopt;
  return window;
}

}  // namespace

Image<float> resample(const RasterSource& source, const std::string& where, const Grid& grid,
                      geo::Resampling resampling) {
  const std::optional<Window> window = coinciding(source.grid(), grid);
  if (!window) return geo::warp(source, 1, where, grid, resampling, geo::Apart::empty).values;
  const Window inside = intersect(*window, whole(source.grid().size()));
  if (inside == *window) return source.read(1, inside);
  Image<float> image(grid.size(), kNaN);
  if (inside.empty()) return image;
  paste(source.read(1, inside), image, inside.row - window->row, inside.col - window->col);
  return image;
}

Grid moved(const Grid& grid, double rows, double cols) {
  const Point origin = grid.to_world({rows, cols});
  Affine affine = grid.affine();
  affine.x0 = origin.x;
  affine.y0 = origin.y;
  return {affine, grid.size(), grid.crs()};
}

}  // namespace scarp::stack
