#include "nn/network.h"

#include <cstring>
#include <numeric>
#include <stdexcept>

#ifdef SCARP_KERNELS
#include "nn/kernel_network.h"
#endif

namespace scarp::nn {

#ifdef SCARP_KERNELS
constexpr bool kHaveKernels = true;
#else
constexpr bool kHaveKernels = false;

/// Stands in for that of scarp's own kernels, where they were not built.
class KernelNetwork {
 public:
  KernelNetwork(const model::Graph&, const std::map<std::string, LayerWeights>&) {}
  std::vector<torch::Tensor> forward(const torch::Tensor&, bool, const BatchPart&) { return {}; }
};
#endif

namespace {

std::vector<int> last_uses(const model::Graph& graph) {
  std::vector<int> last(graph.nodes.size(), 0);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const int input : graph.nodes[i].inputs) last[input] = static_cast<int>(i);
  }
  for (const int output : graph.outputs) last[output] = static_cast<int>(graph.nodes.size());
  return last;
}

std::int64_t count(const std::vector<model::Layer>& layers, bool trained) {
  std::int64_t sum = 0;
  for (const model::Layer& layer : layers) {
    for (const model::LayerTensor& tensor : layer.tensors) {
      if (tensor.trained == trained) sum += tensor.count();
    }
  }
  return sum;
}

// The next `tensor.count()` values of `flat`.
torch::Tensor next_view(const torch::Tensor& flat, std::int64_t& at,
                        const model::LayerTensor& tensor) {
  torch::Tensor view = flat.narrow(0, at, tensor.count()).view(tensor.shape);
  at += tensor.count();
  return view;
}

}  // namespace

model::Tensor to_array(const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kCPU, torch::kFloat).contiguous();
  const float* values = plain.data_ptr<float>();
  return {plain.sizes().vec(), std::vector<float>(values, values + plain.numel())};
}

void copy_into(torch::Tensor& tensor, const model::Tensor& array) {
  const torch::NoGradGuard no_gradients;
  // from_blob does not write.
  auto* values = const_cast<float*>(array.values.data());
  tensor.copy_(torch::from_blob(values, tensor.sizes(), torch::kFloat));
}

Network::Network(const model::NetworkDescription& description, torch::Device device,
                 torch::Dtype type)
    : graph_(model::graph(description)),
      shapes_(model::layers(graph_)),
      last_use_(last_uses(graph_)) {
  const auto options = torch::dtype(type).device(device);
  parameters_ = torch::zeros({count(shapes_, true)}, options);
  gradients_ = torch::zeros_like(parameters_);
  statistics_ = torch::zeros({count(shapes_, false)}, options);
  std::int64_t parameter = 0;
  std::int64_t statistic = 0;
  for (const model::Layer& layer : shapes_) place(layer, parameter, statistic);
}

Network::~Network() = default;
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;

void Network::place(const model::Layer& layer, std::int64_t& parameter, std::int64_t& statistic) {
  for (const model::LayerTensor& tensor : layer.tensors) {
    if (tensor.trained) {
      std::int64_t gradient = parameter;
      // A leaf of its own that shares the flat tensor's memory, and whose gradient does likewise.
      torch::Tensor leaf = next_view(parameters_, parameter, tensor).detach();
      leaf.requires_grad_(true);
      leaf.mutable_grad() = next_view(gradients_, gradient, tensor);
      tensors_[tensor.name] = leaf;
    } else {
      tensors_[tensor.name] = next_view(statistics_, statistic, tensor);
    }
  }
  const auto find = [&](const char* part) {
    const auto found = tensors_.find(layer.name + part);
    return found == tensors_.end() ? torch::Tensor() : found->second;
  };
  layers_[layer.name] = {find(".weight"), find(".bias"), find(".running_mean"),
                         find(".running_var")};
}

void Network::load(const model::Weights& weights) {
  for (auto& [name, tensor] : tensors_) copy_into(tensor, weights.at(name));
}

model::Weights Network::weights() const {
  model::Weights weights;
  for (const auto& [name, tensor] : tensors_) weights[name] = to_array(tensor);
  return weights;
}

void Network::round_convolutions(torch::Dtype type) {
  const torch::NoGradGuard no_gradients;
  for (auto& [name, layer] : layers_) {
    if (layer.running_mean.defined()) continue;
    layer.weight = layer.weight.to(type);
    layer.bias = layer.bias.to(type);
  }
}

torch::Tensor Network::kernels() const {
  std::vector<torch::Tensor> parts;
  for (const model::Layer& layer : shapes_) {
    for (const model::LayerTensor& tensor : layer.tensors) {
      if (!tensor.trained) continue;
      const double value = tensor.shape.size() > 1 ? 1 : 0;
      parts.push_back(torch::full({tensor.count()}, value, parameters_.options()));
    }
  }
  return torch::cat(parts);
}

torch::Tensor Network::run(const model::Node& node, const std::vector<torch::Tensor>& inputs,
                           bool training) {
  switch (node.op) {
    case model::Op::convolution:
      return convolution(inputs.front(), layer(node.name), node.kernel, node.stride);
    case model::Op::transposed_convolution:
      return transposed_convolution(inputs.front(), layer(node.name), node.stride);
    case model::Op::batch_norm:
      return batch_norm(inputs.front(), layer(node.name), training);
    default:
      return evaluate(node, inputs, training);
  }
}

bool Network::fits_kernels(const torch::Tensor& x, bool training) const {
  return can_share_batches() && x.device().is_cpu() && x.scalar_type() == torch::kFloat &&
         !x.requires_grad() && (training || !torch::GradMode::is_enabled());
}

bool Network::can_share_batches() const {
  return kHaveKernels && kernels_allowed_ && device().is_cpu() && type() == torch::kFloat;
}

std::vector<torch::Tensor> Network::forward(const torch::Tensor& x, bool training,
                                            const BatchPart& part) {
  if (fits_kernels(x, training)) {
    if (!kernels_) kernels_ = std::make_unique<KernelNetwork>(graph_, layers_);
    return kernels_->forward(x, training, part);
  }
  if (part.ranks != nullptr && training) throw std::logic_error("a part of a batch by libtorch");
  std::vector<torch::Tensor> results(graph_.nodes.size());
  results[0] = x;
  for (std::size_t i = 1; i < graph_.nodes.size(); ++i) {
    const model::Node& node = graph_.nodes[i];
    std::vector<torch::Tensor> inputs;
    const bool goes_out = last_use_[i] == static_cast<int>(graph_.nodes.size());
    for (const int input : node.inputs) {
      inputs.push_back(goes_out ? results[input].to(type()) : results[input]);
    }
    results[i] = run(node, inputs, training);
    for (const int input : node.inputs) {
      if (last_use_[input] == static_cast<int>(i)) results[input].reset();
    }
  }
  std::vector<torch::Tensor> outputs;
  for (const int output : graph_.outputs) outputs.push_back(results[output]);
  return outputs;
}

}  // namespace scarp::nn
