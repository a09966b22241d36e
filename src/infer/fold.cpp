#include "infer/fold.h"

#include <cmath>
#include <cstddef>

namespace scarp::infer {

Folded fold(const model::Node& node, const model::Node* norm, const model::Weights& weights) {
  const model::Tensor& kernel = weights.at(node.name + ".weight");
  Folded result{kernel.values, weights.at(node.name + ".bias").values};
  if (norm == nullptr) return result;
  const auto of_norm = [&](const char* name) -> const std::vector<float>& {
    return weights.at(norm->name + name).values;
  };
  std::vector<double> scale;
  for (std::size_t c = 0; c < result.bias.size(); ++c) {
    const double variance = of_norm(".running_var")[c];
    scale.push_back(of_norm(".weight")[c] / std::sqrt(variance + model::kBatchNormEpsilon));
    const double centred = double{result.bias[c]} - of_norm(".running_mean")[c];
    result.bias[c] = static_cast<float>(of_norm(".bias")[c] + centred * scale[c]);
  }
  const std::size_t each = result.weights.size() / scale.size();
  for (std::size_t i = 0; i < result.weights.size(); ++i) {
    result.weights[i] = static_cast<float>(result.weights[i] * scale[i / each]);
  }
  return result;
}

}  // namespace scarp::infer
