#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace scarp {

/// The middle of some values, at least one; of an even number, the mean of the two in the middle.
template <typename T>
double median(std::vector<T> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  const double upper = *middle;
  if (values.size() % 2 == 1) return upper;
  return (upper + *std::max_element(values.begin(), middle)) / 2;
}

}  // namespace scarp
