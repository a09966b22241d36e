#pragma once

#include <cstdint>

namespace scarp::kernels {

/// Pixels whose channels lie side by side, `stride` floats from one pixel to the next: more than
/// there are channels where they are some of the channels of a larger array.
struct Slice {
  float* data = nullptr;
  std::int64_t stride = 0;
};

}  // namespace scarp::kernels
