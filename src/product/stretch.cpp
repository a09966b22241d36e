#include "product/stretch.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

namespace scarp::product {

Stretch stretch_of(const std::vector<const Image<float>*>& images) {
  std::vector<float> values;
  std::size_t most = 0;
  for (const Image<float>* image : images) most += image->values().size();
  values.reserve(most);
  for (const Image<float>* image : images) {
    std::copy_if(image->values().begin(), image->values().end(), std::back_inserter(values),
                 [](float value) { return std::isfinite(value); });
  }
  if (values.empty()) return {};
  // The second time only those above the first are sorted.
  auto sorted = values.begin();
  const auto at = [&](double share) {
    const auto place = values.begin() +
                       static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(sorted, place, values.end());
    sorted = place;
    return *place;
  };
  const float low = at(0.02);
  return {low, std::max(at(0.98), low + 1)};
}

}  // namespace scarp::product
