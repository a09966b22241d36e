#pragma once

#include <cstdint>

namespace scarp::kernels {

/// Constants of a step of Adam (Kingma & Ba 2015), bias corrections made by the caller: mean and
/// variance move by the shares `mean_share` and `variance_share` towards gradient and gradient²,
/// then parameter −= step · mean / (√variance + epsilon).
struct AdamStep {
  float mean_share = 0.1F;
  float variance_share = 0.001F;
  float step = 0.001F;
  float epsilon = 1e-7F;
};

void adam(const AdamStep& constants, std::int64_t count, const float* gradient, float* mean,
          float* variance, float* parameter);

}  // namespace scarp::kernels
