#include "model/layers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>
#include <string_view>

#include "core/error.h"

namespace scarp::model {
namespace {

std::vector<LayerTensor> tensors_of(const Graph& graph, const Node& node) {
  const std::int64_t out = node.channels;
  if (node.op == Op::batch_norm) {
    return {{node.name + ".weight", {out}},
            {node.name + ".bias", {out}},
            {node.name + ".running_mean", {out}, false},
            {node.name + ".running_var", {out}, false}};
  }
  const std::int64_t in = graph.nodes[node.inputs.front()].channels;
  const std::int64_t k = node.kernel;
  const bool transposed = node.op == Op::transposed_convolution;
  return {{node.name + ".weight", {transposed ? in : out, transposed ? out : in, k, k}},
          {node.name + ".bias", {out}}};
}

bool has_weights(Op op) {
  return op == Op::convolution || op == Op::transposed_convolution || op == Op::batch_norm;
}

void require_tensor(const LayerTensor& wanted, const Weights& weights, const std::string& where) {
  const auto found = weights.find(wanted.name);
  if (found == weights.end()) {
    throw Error({fmt::format("has no weights '{}'", wanted.name), where, ""});
  }
  const Tensor& tensor = found->second;
  if (tensor.shape != wanted.shape) {
    throw Error(
        {fmt::format("the weights '{}' have the shape ({}), but the network needs ({})",
                     wanted.name, fmt::join(tensor.shape, ", "), fmt::join(wanted.shape, ", ")),
         where, ""});
  }
  const bool finite = std::all_of(tensor.values.begin(), tensor.values.end(),
                                  [](float value) { return std::isfinite(value); });
  if (!finite) {
    throw Error(
        {fmt::format("the weights '{}' hold values that are not finite", wanted.name), where, ""});
  }
  constexpr std::string_view kVariance = ".running_var";
  const bool variance = wanted.name.size() > kVariance.size() &&
                        wanted.name.substr(wanted.name.size() - kVariance.size()) == kVariance;
  const bool negative = std::any_of(tensor.values.begin(), tensor.values.end(),
                                    [](float value) { return value < 0; });
  if (!variance || !negative) return;
  throw Error({fmt::format("the weights '{}' hold variances below zero", wanted.name), where, ""});
}

}  // namespace

std::int64_t LayerTensor::count() const {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

std::int64_t Layer::parameters() const {
  std::int64_t sum = 0;
  for (const LayerTensor& tensor : tensors) sum += tensor.count();
  return sum;
}

std::vector<Layer> layers(const Graph& graph) {
  std::vector<Layer> result;
  std::set<std::string> seen;
  for (const Node& node : graph.nodes) {
    if (!has_weights(node.op) || !seen.insert(node.name).second) continue;
    result.push_back({node.name, node.op, tensors_of(graph, node)});
  }
  return result;
}

std::vector<Layer> layers(const NetworkDescription& description) {
  return layers(graph(description));
}

std::int64_t parameter_count(const std::vector<Layer>& layers) {
  std::int64_t sum = 0;
  for (const Layer& layer : layers) sum += layer.parameters();
  return sum;
}

void require_fit(const NetworkDescription& description, const Weights& weights,
                 const std::string& where) {
  std::size_t wanted = 0;
  for (const Layer& layer : layers(description)) {
    for (const LayerTensor& tensor : layer.tensors) require_tensor(tensor, weights, where);
    wanted += layer.tensors.size();
  }
  if (weights.size() != wanted) {
    throw Error(
        {fmt::format("has {} arrays of weights, but the network has {}", weights.size(), wanted),
         where, ""});
  }
}

}  // namespace scarp::model
