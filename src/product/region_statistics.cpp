#include "product/region_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scarp::product {

void RegionStatistics::add(const Runs& regions, const Window& window, const Image<float>& values) {
  auto run = std::lower_bound(regions.begin(), regions.end(), window.row,
                              [](const Run& one, int row) { return one.row < row; });
  for (; run != regions.end() && run->row < window.row_end(); ++run) {
    Sum& sum = of_[static_cast<std::size_t>(run->value) - 1];
    const float* row = values.row(run->row - window.row) - window.col;
    const int end = std::min(run->end, window.col_end());
    for (int col = std::max(run->first, window.col); col < end; ++col) {
      const float value = row[col];
      if (std::isnan(value)) continue;
      sum.maximum = sum.count == 0 ? value : std::max<double>(sum.maximum, value);
      sum.total += value;
      ++sum.count;
    }
  }
}

double RegionStatistics::mean(std::int32_t label) const {
  const Sum& sum = of_[static_cast<std::size_t>(label) - 1];
  if (sum.count == 0) return std::numeric_limits<double>::quiet_NaN();
  return sum.total / static_cast<double>(sum.count);
}

double RegionStatistics::maximum(std::int32_t label) const {
  const Sum& sum = of_[static_cast<std::size_t>(label) - 1];
  return sum.count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum.maximum;
}

}  // namespace scarp::product
