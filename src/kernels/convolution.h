#pragma once

#include <cstdint>
#include <memory>

#include "kernels/convolution_pass.h"
#include "kernels/convolution_shape.h"

// Convolutions of whole batches, on OpenMP's threads. The result does not depend on how many there
// are. Everything lies in NHWC order, weights in PyTorch's.

namespace scarp::kernels {

/// dst = activation(src ∗ weights + bias); `bias` has an element for each output channel.
void convolve(const ConvolutionShape& shape, std::int64_t count, const float* src,
              const float* weights, const float* bias, float* dst);

/// What the backward pass of a convolution reads and, where not null, writes.
struct ConvolutionGradients {
  const float* src = nullptr;
  const float* weights = nullptr;
  const float* gradient = nullptr;    ///< of the output
  float* weights_gradient = nullptr;  ///< added to
  float* bias_gradient = nullptr;     ///< added to
  float* src_gradient = nullptr;
  bool add = false;  ///< to src_gradient, else it is overwritten
};

void convolve_backward(const ConvolutionShape& shape, std::int64_t count,
                       const ConvolutionGradients& arrays);

/// Passes are kept: making one costs milliseconds.
std::shared_ptr<ConvolutionPass> kept_pass(const ConvolutionShape& shape, Pass pass);

}  // namespace scarp::kernels
