#pragma once

#include <cstdint>

#include "nn/torch.h"

namespace scarp::nn {

struct AdamOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-7;    ///< Keras's
  double weight_decay = 0;  ///< of kernels, apart from the gradient (AdamW, Loshchilov & Hutter)
};

/// Adam (Kingma & Ba 2015) in the form of its section 2, end, which is Keras's: the corrections of
/// the moments go into the step, so that ε is not corrected.
class Adam {
 public:
  /// `decayed` is 1 for parameters that decay, else 0.
  Adam(const AdamOptions& options, const torch::Tensor& parameters, torch::Tensor decayed);

  /// Moves `parameters` against `gradients` with the learning rate `rate`.
  void step(torch::Tensor& parameters, const torch::Tensor& gradients, double rate);

  // The whole state, for checkpoints.
  torch::Tensor mean;      ///< (all) first moment
  torch::Tensor variance;  ///< (all) second moment
  std::int64_t steps = 0;

 private:
  AdamOptions options_;
  torch::Tensor decayed_;
};

}  // namespace scarp::nn
