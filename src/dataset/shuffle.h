#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "core/random.h"

namespace scarp::dataset {

/// The numbers 0 … count − 1, every order equally likely (Fisher & Yates).
inline std::vector<std::int64_t> shuffled(std::int64_t count, Random random) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

}  // namespace scarp::dataset
