#pragma once

#include <cstdint>
#include <vector>

#include "kernels/slice.h"

// A convolution 1×1 to one channel, then the logistic function: a probability for each pixel. Its
// input may be several arrays whose channels would otherwise have to be put side by side first.

namespace scarp::kernels {

/// Channels that the score is made of. The pointers of gradients are for the backward pass.
struct ScorePart {
  const float* x = nullptr;  ///< (pixels, channels)
  int channels = 0;
  const float* weights = nullptr;     ///< (channels)
  float* x_gradient = nullptr;        ///< overwritten, or added to
  bool add = false;                   ///< to x_gradient
  float* weights_gradient = nullptr;  ///< added to
};

/// probability = 1 / (1 + exp(−(Σ x · weights + bias)))
void score(std::int64_t pixels, const std::vector<ScorePart>& parts, float bias,
           float* probability);

/// `gradient` is that of the probability; `bias_gradient` is added to.
void score_backward(std::int64_t pixels, const std::vector<ScorePart>& parts,
                    const float* probability, const float* gradient, float* bias_gradient);

}  // namespace scarp::kernels
