#pragma once

#include <vector>

#include "kernels/convolution_shape.h"
#include "model/graph.h"
#include "model/weights.h"

namespace scarp::infer {

/// A step of the forward pass: nodes of a graph that are computed at once.
struct Operation {
  enum class Kind {
    convolution,             ///< and, with a second input, the sum with that
    transposed_convolution,  ///< stride 2, kernel 3; likewise
    sum,                     ///< of its inputs times `signs`; of one, a copy
    gate,                    ///< second input times the first, which has one channel, at half size
    max_pool,
    average_pool,
    select_bands,
    score,  ///< convolution 1×1 to one channel; the inputs' channels are side by side
  };

  Kind kind = Kind::sum;
  std::vector<int> inputs;  ///< values
  int output = 0;           ///< value
  int kernel = 1;
  int stride = 1;
  kernels::Activation activation = kernels::Activation::none;
  std::vector<float> weights;  ///< (out, in, kernel, kernel), of transposed ones (in, out, …)
  std::vector<float> bias;
  std::vector<float> signs;
  std::vector<int> bands;
};

/// An array of the network, for each node of the graph.
struct Value {
  int channels = 0;
  int halvings = 0;
  int whole = -1;   ///< the value whose channels it is part of, if any
  int channel = 0;  ///< its first there
};

/// A network as the steps that lead to its result.
struct Program {
  std::vector<Value> values;  ///< by node; the first is the input
  std::vector<Operation> operations;
  int output = 0;  ///< value
};

/// Batch norms are folded into convolutions; activations, sums and the gate's upsampling are part
/// of other steps; concatenations are made by who writes their parts, and not at all for a score.
/// With `sums`, convolutions add a second input. Only what the first output needs. `weights` fit
/// the graph.
Program compile(const model::Graph& graph, const model::Weights& weights, bool sums);

}  // namespace scarp::infer
