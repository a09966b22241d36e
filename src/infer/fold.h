#pragma once

#include <vector>

#include "model/graph.h"
#include "model/weights.h"

namespace scarp::infer {

/// Weights in PyTorch's order, and an element of the bias for each output channel.
struct Folded {
  std::vector<float> weights;
  std::vector<float> bias;
};

/// Those of the convolution `node`, and of the batch norm after it unless that is null: scaling
/// what comes out is scaling the weights.
Folded fold(const model::Node& node, const model::Node* norm, const model::Weights& weights);

}  // namespace scarp::infer
