#include "kernels/dot.h"

#include "core/vectorised.h"

namespace scarp::kernels {

SCARP_VECTORISED
float dot(std::int64_t count, const float* a, const float* b) {
  constexpr int kSums = 16;
  float sums[kSums] = {};
  std::int64_t i = 0;
  for (; i + kSums <= count; i += kSums) {
    for (int k = 0; k < kSums; ++k) sums[k] += a[i + k] * b[i + k];
  }
  for (int k = 0; i + k < count; ++k) sums[k] += a[i + k] * b[i + k];
  for (int width = kSums / 2; width > 0; width /= 2) {
    for (int k = 0; k < width; ++k) sums[k] += sums[k + width];
  }
  return sums[0];
}

}  // namespace scarp::kernels
