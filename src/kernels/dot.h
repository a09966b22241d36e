#pragma once

#include <cstdint>

namespace scarp::kernels {

/// Σ a · b. In sixteen sums side by side, which are added in pairs: the same bits on every machine.
float dot(std::int64_t count, const float* a, const float* b);

}  // namespace scarp::kernels
