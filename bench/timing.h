#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

#include "core/median.h"

namespace scarp::bench {

inline double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

using scarp::median;

}  // namespace scarp::bench
