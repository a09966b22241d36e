#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "kernels/convolution_shape.h"
#include "kernels/slice.h"

// Convolution, batch normalisation and ReLU as one, in training. The sums over the batch are made
// while a convolution's output is in the cache, and the gradient in between is never stored.

namespace scarp::kernels {

/// Replaces values by their sums over the processes that share a batch; none where one has it all.
using SumOverRanks = std::function<void(double* values, std::size_t count)>;

/// raw = src ∗ weights + bias, and the mean and (biased) variance of each of its channels.
struct ConvolutionMoments {
  const float* src = nullptr;
  const float* weights = nullptr;
  const float* bias = nullptr;
  float* raw = nullptr;
  float* mean = nullptr;
  float* variance = nullptr;
};

/// Returns how many pixels mean and variance are of.
std::int64_t convolve_with_moments(const ConvolutionShape& shape, std::int64_t count,
                                   const ConvolutionMoments& arrays,
                                   const SumOverRanks& sum_over_ranks = {});

/// Normalisation of channels: (x − mean) / √(variance + epsilon) · gamma + beta, then ReLU.
struct BatchNorm {
  const float* mean = nullptr;
  const float* variance = nullptr;
  const float* gamma = nullptr;
  const float* beta = nullptr;
  float epsilon = 1e-3F;
  bool relu = true;
};
void normalise(const BatchNorm& norm, std::int64_t pixels, int channels, const float* x, Slice y);

/// What the backward pass through normalisation, ReLU and convolution reads and writes. The
/// gradient of the convolution's bias is zero: the mean takes it away.
struct NormalisedGradients {
  const float* src = nullptr;
  const float* weights = nullptr;
  const float* raw = nullptr;
  Slice gradient;                     ///< of the output; read
  float* weights_gradient = nullptr;  ///< this and the next two: added to
  float* gamma_gradient = nullptr;
  float* beta_gradient = nullptr;
  float* src_gradient = nullptr;  ///< unless null
  bool add = false;               ///< to src_gradient, else it is overwritten
};
void normalised_backward(const ConvolutionShape& shape, const BatchNorm& norm, std::int64_t count,
                         const NormalisedGradients& arrays,
                         const SumOverRanks& sum_over_ranks = {});

}  // namespace scarp::kernels
