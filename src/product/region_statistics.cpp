#include "product/region_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scarp::product {

void Summary::add(float value) {
  if (std::isnan(value)) return;
  add(Summary{value, value, 1});
}

void Summary::add(const Summary& other) {
  if (other.count == 0) return;
  highest = count == 0 ? other.highest : std::max(highest, other.highest);
  total += other.total;
  count += other.count;
}

double Summary::mean() const {
  return count == 0 ? std::numeric_limits<double>::quiet_NaN() : total / count;
}

double Summary::maximum() const {
  return count == 0 ? std::numeric_limits<double>::quiet_NaN() : highest;
}

std::optional<double> known(double value) {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

void summarise(const Runs& regions, const Window& window, const Image<float>& values,
               std::vector<Summary>& summaries) {
  auto run = std::lower_bound(regions.begin(), regions.end(), window.row,
                              [](const Run& one, int row) { return one.row < row; });
  for (; run != regions.end() && run->row < window.row_end(); ++run) {
    Summary& summary = summaries[static_cast<std::size_t>(run->value) - 1];
    const float* row = values.row(run->row - window.row) - window.col;
    const int end = std::min(run->end, window.col_end());
    for (int col = std::max(run->first, window.col); col < end; ++col) summary.add(row[col]);
  }
}

}  // namespace scarp::product
