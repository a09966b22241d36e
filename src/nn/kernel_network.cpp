#include "nn/kernel_network.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <stdexcept>

namespace scarp::nn {
namespace {

// Smaller messages cost more than they hide.
constexpr std::int64_t kGradientsAtOnce = std::int64_t{1} << 17;

}  // namespace

using model::Node;
using model::Op;

/// Finds the nodes that are computed at once, and makes steps of them.
struct KernelNetwork::Planner {
  KernelNetwork& network;
  const model::Graph& graph;
  const std::map<std::string, LayerWeights>& layers;
  std::vector<std::vector<int>> users{};
  std::vector<bool> done{};

  void plan() {
    users.resize(graph.nodes.size());
    done.resize(graph.nodes.size());
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      for (const int input : graph.nodes[i].inputs) users[input].push_back(static_cast<int>(i));
    }
    for (std::size_t i = 1; i < graph.nodes.size(); ++i) {
      if (!done[i]) network.steps_.push_back(step(static_cast<int>(i)));
    }
  }

  /// The only user of `i`, if it does `op`, has not been planned and `i` is no result.
  int follower(int i, Op op) const {
    const bool result =
        std::find(graph.outputs.begin(), graph.outputs.end(), i) != graph.outputs.end();
    if (result || users[i].size() != 1) return -1;
    const int next = users[i].front();
    return graph.nodes[next].op == op && !done[next] ? next : -1;
  }

  Value* value(int i) const { return network.values_[i].get(); }
  const LayerWeights& layer(int i) const { return layers.at(graph.nodes[i].name); }

  std::vector<Value*> inputs(int i) const {
    std::vector<Value*> result;
    for (const int input : graph.nodes[i].inputs) result.push_back(value(input));
    return result;
  }

  std::unique_ptr<Step> step(int i) {
    const Node& node = graph.nodes[i];
    done[i] = true;
    switch (node.op) {
      case Op::convolution:
        return convolution(i);
      case Op::transposed_convolution: {
        const int relu = last(i, Op::relu);
        return transposed_step(inputs(i).front(), value(relu), node, layer(i), relu != i);
      }
      case Op::max_pool:
        return max_pool_step(inputs(i).front(), value(i));
      case Op::add:
        return sum(i);
      case Op::upsample:
        return upsample(i);
      case Op::concatenate:
        return concatenate(i);
      case Op::batch_norm:
        throw std::logic_error("a batch norm of something else than a convolution");
      default:
        return torch_step(inputs(i), value(i), node);
    }
  }

  /// The follower of `i` that does `op`, which is then part of the step, else `i` itself.
  int last(int i, Op op) {
    const int next = follower(i, op);
    if (next < 0) return i;
    done[next] = true;
    return next;
  }

  std::unique_ptr<Step> convolution(int i) {
    const Node& node = graph.nodes[i];
    const int norm = last(i, Op::batch_norm);
    if (norm != i) {
      const int relu = last(norm, Op::relu);
      return normalised_step(inputs(i).front(), value(relu), node, {&layer(i), &layer(norm)},
                             relu != norm);
    }
    if (node.channels == 1 && node.kernel == 1 && node.stride == 1) {
      const int sigmoid = last(i, Op::sigmoid);
      if (sigmoid != i) return score_step(score_inputs(i), value(sigmoid), layer(i));
    }
    return convolution_step(inputs(i).front(), value(i), node, layer(i));
  }

  /// A concatenation that only a score uses is never made.
  bool only_for_score(int concatenation) const {
    const int user = follower(concatenation, Op::convolution);
    if (user < 0) return false;
    const Node& node = graph.nodes[user];
    return node.channels == 1 && node.kernel == 1 && follower(user, Op::sigmoid) >= 0;
  }

  std::vector<Value*> score_inputs(int i) const {
    const int input = graph.nodes[i].inputs.front();
    return skipped(input) ? inputs(input) : inputs(i);
  }

  bool skipped(int i) const { return std::find(unmade.begin(), unmade.end(), i) != unmade.end(); }

  std::unique_ptr<Step> sum(int i) {
    const int relu = last(i, Op::relu);
    if (relu == i) return torch_step(inputs(i), value(i), graph.nodes[i]);
    return add_relu_step(inputs(i)[0], inputs(i)[1], value(relu));
  }

  std::unique_ptr<Step> upsample(int i) {
    const int product = follower(i, Op::multiply);
    const int weight = graph.nodes[i].inputs.front();
    const bool gate = product >= 0 && graph.nodes[product].inputs.front() == i &&
                      graph.nodes[product].inputs[1] < i && graph.nodes[i].channels == 1 &&
                      users[weight].size() == 1;
    if (!gate) return torch_step(inputs(i), value(i), graph.nodes[i]);
    done[product] = true;
    return gate_step(value(weight), inputs(product)[1], value(product));
  }

  std::unique_ptr<Step> concatenate(int i) {
    if (only_for_score(i)) {
      unmade.push_back(i);
      return nullptr;
    }
    int channel = 0;
    for (const int input : graph.nodes[i].inputs) {
      if (lies_anywhere(input)) {
        network.parts_.push_back(
            {static_cast<std::size_t>(input), static_cast<std::size_t>(i), channel});
      }
      channel += graph.nodes[input].channels;
    }
    return concatenate_step(inputs(i), value(i));
  }

  /// Whether a value may be written among the channels of its only user.
  bool lies_anywhere(int i) const {
    if (users[i].size() != 1) return false;
    const Value* output = value(i);
    const auto found =
        std::find_if(network.steps_.begin(), network.steps_.end(),
                     [&](const auto& step) { return step && &step->result() == output; });
    return found != network.steps_.end() && (*found)->writes_slices();
  }

  std::vector<int> unmade{};
};

KernelNetwork::KernelNetwork(const model::Graph& graph,
                             const std::map<std::string, LayerWeights>& layers)
    : outputs_(graph.outputs), anchor_(torch::zeros({1})) {
  anchor_.requires_grad_(true);
  for (const Node& node : graph.nodes) {
    values_.push_back(std::make_unique<Value>());
    values_.back()->channels = node.channels;
    values_.back()->halvings = node.halvings;
  }
  values_.front()->wants_gradient = false;
  Planner{*this, graph, layers}.plan();
  steps_.erase(std::remove(steps_.begin(), steps_.end(), nullptr), steps_.end());
  find_final_gradients();
}

void KernelNetwork::find_final_gradients() {
  float* begin = nullptr;
  for (const auto& step : steps_) {
    final_from_.push_back(gradients_end_);
    for (const LayerWeights* layer : step->layers()) {
      for (const torch::Tensor& tensor : {layer->weight, layer->bias}) {
        float* gradient = floats(tensor.grad());
        if (begin == nullptr || gradient < begin) begin = gradient;
        gradients_end_ = std::max(gradients_end_, gradient + tensor.numel());
      }
    }
  }
  for (float*& from : final_from_) {
    if (from == nullptr) from = begin;
  }
}

KernelNetwork::~KernelNetwork() = default;

void KernelNetwork::place(const Batch& batch) {
  const auto place_one = [&](Value& value) {
    const auto size = static_cast<std::size_t>(batch.floats(value));
    value.data = {value.data_memory.reserve(size), value.channels};
    if (batch.training) value.gradient = {value.gradient_memory.reserve(size), value.channels};
    value.has_gradient = false;
  };
  for (const auto& step : steps_) place_one(step->result());
  for (const Part& part : parts_) {
    Value& value = *values_[part.part];
    const Value& whole = *values_[part.whole];
    value.data = {whole.data.data + part.channel, whole.channels};
    if (batch.training) value.gradient = {whole.gradient.data + part.channel, whole.channels};
  }
}

void KernelNetwork::run_forward(const torch::Tensor& x, bool training, const BatchPart& part) {
  // In the order (patches, rows, cols, channels), which is that of data sets.
  input_ = x.detach().permute({0, 2, 3, 1}).contiguous();
  batch_ = {input_.size(0), static_cast<int>(input_.size(1)), static_cast<int>(input_.size(2)),
            training, part};
  ++runs_;
  place(batch_);
  values_.front()->data = {floats(input_), values_.front()->channels};
  for (const auto& step : steps_) step->forward(batch_);
}

void KernelNetwork::run_backward(const std::vector<torch::Tensor>& gradients) {
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    Value& value = *values_[outputs_[i]];
    if (!gradients[i].defined()) continue;
    const torch::Tensor dense = gradients[i].permute({0, 2, 3, 1}).contiguous();
    std::copy_n(floats(dense), dense.numel(), value.gradient.data);
    value.has_gradient = true;
  }
  float* sent_from = gradients_end_;
  for (std::size_t i = steps_.size(); i-- > 0;) {
    if (steps_[i]->result().has_gradient) steps_[i]->backward(batch_);
    if (batch_.part.ranks == nullptr) continue;
    const std::int64_t ready = sent_from - final_from_[i];
    if (ready == 0 || (ready < kGradientsAtOnce && i > 0)) continue;
    batch_.part.ranks->start_sum(final_from_[i], static_cast<std::size_t>(ready));
    sent_from = final_from_[i];
  }
}

/// The whole network as one function for libtorch to differentiate.
struct KernelNetwork::Function : torch::autograd::Function<KernelNetwork::Function> {
  using Context = torch::autograd::AutogradContext;

  // NOLINTNEXTLINE(performance-unnecessary-value-param): libtorch's interface
  static torch::autograd::variable_list forward(Context* context, torch::Tensor, torch::Tensor x,
                                                KernelNetwork* network, const BatchPart* part) {
    network->run_forward(x, true, *part);
    context->saved_data["network"] = reinterpret_cast<std::int64_t>(network);
    context->saved_data["run"] = network->runs_;
    return network->results();
  }

  static torch::autograd::variable_list backward(Context* context,
                                                 const torch::autograd::variable_list& gradients) {
    auto* network = reinterpret_cast<KernelNetwork*>(context->saved_data["network"].toInt());
    if (context->saved_data["run"].toInt() != network->runs_) {
      throw std::logic_error("backward() of a batch that is not the last");
    }
    network->run_backward(gradients);
    ++network->runs_;
    return {torch::Tensor(), torch::Tensor(), torch::Tensor(), torch::Tensor()};
  }
};

std::vector<torch::Tensor> KernelNetwork::results() const {
  std::vector<torch::Tensor> tensors;
  for (const int output : outputs_) {
    const Value& value = *values_[output];
    const torch::Tensor on_memory = torch::from_blob(
        value.data.data,
        {batch_.patches, batch_.rows_of(value), batch_.cols_of(value), value.channels},
        torch::kFloat);
    tensors.push_back(on_memory.permute({0, 3, 1, 2}).clone());
  }
  return tensors;
}

std::vector<torch::Tensor> KernelNetwork::forward(const torch::Tensor& x, bool training,
                                                  const BatchPart& part) {
  if (training && torch::GradMode::is_enabled()) return Function::apply(anchor_, x, this, &part);
  run_forward(x, training, part);
  return results();
}

}  // namespace scarp::nn
