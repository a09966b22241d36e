#include "product/region_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scarp::product {

void RegionStatistics::add(const Image<std::int32_t>& labels, const Image<float>& values) {
  for (std::size_t i = 0; i < labels.values().size(); ++i) {
    const std::int32_t label = labels.values()[i];
    const float value = values.values()[i];
    if (label == 0 || std::isnan(value)) continue;
    Sum& sum = of_[static_cast<std::size_t>(label) - 1];
    sum.maximum = sum.count == 0 ? value : std::max<double>(sum.maximum, value);
    sum.total += value;
    ++sum.count;
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
