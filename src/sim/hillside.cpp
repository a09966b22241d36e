#include "sim/hillside.h"

#include <cmath>

namespace scarp::sim {
namespace {

constexpr double kDegree = 3.14159265358979323846 / 180;

}  // namespace

std::optional<Hillside> hillside(const Raster<float>& dem, const std::vector<Point>& points,
                                 Point by) {
  const Grid& grid = dem.grid;
  const Image<float>& height = dem.values;
  const double width_m = 2 * std::abs(grid.affine().x_per_col);
  const double length_m = 2 * std::abs(grid.affine().y_per_row);
  Point sum{0, 0};
  double lengths = 0;
  double slopes_deg = 0;
  for (const Point& point : points) {
    const CellPoint cell = grid.to_cell({point.x + by.x, point.y + by.y});
    const double row_at = std::floor(cell.row);
    const double col_at = std::floor(cell.col);
    if (!(row_at >= 1 && col_at >= 1 && row_at < grid.rows() - 1 && col_at < grid.cols() - 1)) {
      return {};
    }
    const int row = static_cast<int>(row_at);
    const int col = static_cast<int>(col_at);
    const double east = (height(row, col + 1) - height(row, col - 1)) / width_m;
    const double north = (height(row - 1, col) - height(row + 1, col)) / length_m;
    const double gradient = std::sqrt(east * east + north * north);
    sum = {sum.x + east, sum.y + north};
    lengths += gradient;
    slopes_deg += std::atan(gradient) / kDegree;
  }
  const double length = std::hypot(sum.x, sum.y);
  if (!(length > 0)) return {};
  return Hillside{slopes_deg / static_cast<double>(points.size()),
                  {-sum.x / length, -sum.y / length},
                  length / lengths};
}

}  // namespace scarp::sim
