#pragma once

#include "model/graph.h"
#include "nn/batch_part.h"
#include "nn/torch.h"

// The arithmetic of model::Op on tensors of the shape (patches, channels, rows, cols).
namespace scarp::nn {

/// The weights that a layer has: "weight" and "bias", of batch norms the statistics too.
struct LayerWeights {
  torch::Tensor weight;
  torch::Tensor bias;
  torch::Tensor running_mean;
  torch::Tensor running_var;
};

torch::Tensor convolution(const torch::Tensor& x, const LayerWeights& layer, int kernel,
                          int stride);

/// Kernel 3. Aligned as Keras does "same": stride 2 keeps the first 2n of 2n + 1 outputs.
torch::Tensor transposed_convolution(const torch::Tensor& x, const LayerWeights& layer, int stride);

/// In training with the statistics of the batch, which also move the running ones.
torch::Tensor batch_norm(const torch::Tensor& x, const LayerWeights& layer, bool training);

/// Of `input` and its further inputs; anything but the three above.
torch::Tensor evaluate(const model::Node& node, const std::vector<torch::Tensor>& inputs,
                       bool training, const BatchPart& part = {});

}  // namespace scarp::nn
