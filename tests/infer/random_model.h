#pragma once

#include <cmath>
#include <vector>

#include "core/random.h"
#include "model/card.h"
#include "model/graph.h"
#include "model/layers.h"

namespace scarp::infer {

/// `count` numbers from −1 to 1.
inline std::vector<float> noise(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(2 * random.uniform() - 1);
  return values;
}

/// Random weights that keep the activations' size from layer to layer, with batch norms that have
/// seen some data.
inline model::Model random_model(const model::NetworkDescription& description,
                                 std::uint64_t seed = 1) {
  model::Model result;
  result.card.network = description;
  for (const model::Layer& layer : model::layers(description)) {
    for (const model::LayerTensor& tensor : layer.tensors) {
      const auto count = static_cast<std::size_t>(tensor.count());
      std::vector<float> values = noise(count, ++seed);
      const bool kernel = tensor.shape.size() == 4;
      const double fan_in =
          kernel ? static_cast<double>(tensor.shape[1] * tensor.shape[2] * tensor.shape[3]) : 1;
      const bool around_one =
          layer.op == model::Op::batch_norm &&
          (tensor.name == layer.name + ".weight" || tensor.name == layer.name + ".running_var");
      for (float& value : values) {
        value = kernel ? value * static_cast<float>(std::sqrt(6 / fan_in))
                       : (around_one ? 1 : 0) + 0.3F * value;
      }
      result.weights[tensor.name] = {tensor.shape, values};
    }
  }
  return result;
}

}  // namespace scarp::infer
