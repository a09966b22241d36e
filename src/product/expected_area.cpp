#include "product/expected_area.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace scarp::product {

void ExpectedArea::add(const Image<float>& probability, const Grid& grid, const Window& window) {
  const int edge = std::max(1, static_cast<int>(std::lround(kTogether_m / grid.cell_size_m())));
  std::vector<double> deviations_m2(static_cast<std::size_t>((window.cols + edge - 1) / edge));
  for (int row = 0; row < window.rows; ++row) {
    const double cell_m2 = grid.cell_area_m2(window.row + row);
    for (int col = 0; col < window.cols; ++col) {
      const double p = probability(row, col);
      if (std::isnan(p)) continue;
      mean_m2_ += cell_m2 * p;
      ground_m2_ += cell_m2;
      deviations_m2[static_cast<std::size_t>(col / edge)] += cell_m2 * std::sqrt(p * (1 - p));
    }
    if ((row + 1) % edge != 0 && row + 1 != window.rows) continue;
    for (double& deviation_m2 : deviations_m2) {
      variance_m4_ += deviation_m2 * deviation_m2;
      deviation_m2 = 0;
    }
  }
}

ExpectedArea::Interval ExpectedArea::interval() const {
  constexpr double kTwoSided95 = 1.959964;
  const double half_m2 = kTwoSided95 * std::sqrt(variance_m4_);
  return {std::max(0.0, mean_m2_ - half_m2), std::min(ground_m2_, mean_m2_ + half_m2)};
}

}  // namespace scarp::product
