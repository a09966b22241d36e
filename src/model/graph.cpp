#include "model/graph.h"

#include <cmath>

#include "model/graph_builder.h"

namespace scarp::model {

Graph graph(const NetworkDescription& description) {
  require_valid(description);
  switch (description.family) {
    case NetworkDescription::Family::attention_unet:
      return attention_unet(description);
    case NetworkDescription::Family::siamese_resunet:
      return siamese_resunet(description);
    default:
      return unet(description);
  }
}

double multiply_adds_per_pixel(const Graph& graph) {
  double sum = 0;
  for (const Node& node : graph.nodes) {
    const bool transposed = node.op == Op::transposed_convolution;
    if (!transposed && node.op != Op::convolution) continue;
    const Node& input = graph.nodes[node.inputs.front()];
    // Every kernel element meets every pixel of the smaller side once.
    const int halvings = transposed ? input.halvings : node.halvings;
    sum +=
        std::ldexp(1.0 * node.kernel * node.kernel * input.channels * node.channels, -2 * halvings);
  }
  return sum;
}

}  // namespace scarp::model
