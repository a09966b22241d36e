#include "kernels/adam.h"

#include <cmath>

#include "core/vectorised.h"
#include "kernels/parallel.h"

namespace scarp::kernels {

namespace {

SCARP_VECTORISED
void adam_range(const AdamStep& constants, std::int64_t count, const float* __restrict gradient,
                float* __restrict mean, float* __restrict variance, float* __restrict parameter) {
  const AdamStep k = constants;
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    mean[i] += k.mean_share * (g - mean[i]);
    variance[i] += k.variance_share * (g * g - variance[i]);
    parameter[i] -= k.step * mean[i] / (__builtin_sqrtf(variance[i]) + k.epsilon);
  }
}

}  // namespace

void adam(const AdamStep& constants, std::int64_t count, const float* gradient, float* mean,
          float* variance, float* parameter) {
  constexpr std::int64_t kLength = 1 << 14;
  parallel_ranges(count, kLength, [&](Range range) {
    adam_range(constants, range.size(), gradient + range.begin, mean + range.begin,
               variance + range.begin, parameter + range.begin);
  });
}

}  // namespace scarp::kernels
