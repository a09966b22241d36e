#pragma once

#include <vector>

#include "nn/device.h"
#include "nn/torch.h"

namespace scarp::nn {

/// Throws Error where there is no such device.
inline torch::Device torch_device(Device device) {
  return resolve(device) == Device::cuda ? torch::Device(torch::kCUDA) : torch::Device(torch::kCPU);
}

/// A copy of values of the shape (patches, rows, cols, channels) as a tensor (patches, channels,
/// rows, cols) on `device`.
inline torch::Tensor patch_tensor(const float* values, const std::vector<std::int64_t>& shape,
                                  torch::Device device) {
  // from_blob does not write.
  const torch::Tensor last = torch::from_blob(const_cast<float*>(values), shape, torch::kFloat);
  // With one channel nothing is moved, so ask for the copy.
  return last.to(device, torch::kFloat, /*non_blocking=*/false, /*copy=*/true)
      .permute({0, 3, 1, 2})
      .contiguous();
}

}  // namespace scarp::nn
