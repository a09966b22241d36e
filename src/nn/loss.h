#pragma once

#include <vector>

#include "core/communicator.h"
#include "nn/loss_options.h"
#include "nn/torch.h"

namespace scarp::nn {

/// A number to make small. `probability`, `truth` (0 or 1) and `valid` (0 or 1) have the same
/// shape. Where `ranks` share a batch it is that of the whole batch, on each of them; its gradient
/// is that of their own patches.
torch::Tensor loss(const LossOptions& options, const torch::Tensor& probability,
                   const torch::Tensor& truth, const torch::Tensor& valid,
                   Communicator* ranks = nullptr);

/// The sum over the outputs of a network with deep supervision (patches, 1, rows, cols); truth and
/// validity are thinned to the size of each.
torch::Tensor total_loss(const LossOptions& options, const std::vector<torch::Tensor>& outputs,
                         const torch::Tensor& truth, const torch::Tensor& valid,
                         Communicator* ranks = nullptr);

}  // namespace scarp::nn
