#pragma once

#include <cstddef>
#include <vector>

namespace scarp::infer {

/// Memory that is needed from step `first` to step `last`, both included.
struct Lifetime {
  std::size_t bytes = 0;
  int first = 0;
  int last = 0;
};

/// Where each lies in one piece of memory of `bytes`.
struct MemoryPlan {
  std::vector<std::size_t> offsets;
  std::size_t bytes = 0;
};

/// Places what lives at the same time side by side, on cache lines of its own, and what does not in
/// the same memory: the largest first, each as low as it fits.
MemoryPlan plan_memory(const std::vector<Lifetime>& lifetimes);

}  // namespace scarp::infer
