#include "dataset/patches.h"

#include <algorithm>

namespace scarp::dataset {
namespace {

// The parts of `size` values named by `which`.
template <typename T>
std::vector<T> gather(const std::vector<T>& values, const std::vector<std::int64_t>& which,
                      std::int64_t size) {
  std::vector<T> result;
  if (values.empty()) return result;
  result.reserve(which.size() * static_cast<std::size_t>(size));
  for (const std::int64_t i : which) {
    const auto first = values.begin() + i * size;
    result.insert(result.end(), first, first + size);
  }
  return result;
}

}  // namespace

Patches select(const Patches& patches, const std::vector<std::int64_t>& which) {
  const std::int64_t pixels = patches.pixels();
  return {static_cast<std::int64_t>(which.size()),
          patches.rows,
          patches.cols,
          patches.bands,
          gather(patches.x, which, pixels * patches.bands),
          gather(patches.y, which, pixels),
          gather(patches.valid, which, pixels)};
}

}  // namespace scarp::dataset
