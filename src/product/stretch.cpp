#include "product/stretch.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace scarp::product {

Stretch stretch_of(const std::vector<const Image<float>*>& images) {
  std::vector<float> values;
  for (const Image<float>* image : images) {
    std::copy_if(image->values().begin(), image->values().end(), std::back_inserter(values),
                 [](float value) { return std::isfinite(value); });
  }
  if (values.empty()) return {};
  const auto at = [&](double share) {
    const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    return values[static_cast<std::size_t>(place)];
  };
  const float low = at(0.02);
  return {low, std::max(at(0.98), low + 1)};
}

}  // namespace scarp::product
