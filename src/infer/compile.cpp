#include <algorithm>
#include <stdexcept>
#include <utility>

#include "infer/fold.h"
#include "infer/program.h"

namespace scarp::infer {
namespace {

using kernels::Activation;
using model::Node;
using model::Op;
using Kind = Operation::Kind;

/// Kernels of a transposed convolution at stride 1, which is a convolution with them turned.
std::vector<float> turned(const std::vector<float>& weights, int inputs, int outputs, int kernel) {
  std::vector<float> result(weights.size());
  const int taps = kernel * kernel;
  for (int i = 0; i < inputs; ++i) {
    for (int o = 0; o < outputs; ++o) {
      for (int t = 0; t < taps; ++t) {
        const int to = (o * inputs + i) * taps + taps - 1 - t;
        const int from = (i * outputs + o) * taps + t;
        result[static_cast<std::size_t>(to)] = weights[static_cast<std::size_t>(from)];
      }
    }
  }
  return result;
}

class Compiler {
 public:
  Compiler(const model::Graph& graph, const model::Weights& weights, bool sums)
      : graph_(graph), weights_(weights), sums_(sums) {}

  Program run() {
    find_users();
    for (const Node& node : graph_.nodes) {
      program_.values.push_back({node.channels, node.halvings});
      same_.push_back(static_cast<int>(same_.size()));
    }
    for (int i = 1; i < static_cast<int>(graph_.nodes.size()); ++i) {
      if (needed_[i] && !done_[i]) step(i);
    }
    program_.output = value(graph_.outputs.front());
    return std::move(program_);
  }

 private:
  void find_users() {
    needed_.resize(graph_.nodes.size());
    done_.resize(graph_.nodes.size());
    users_.resize(graph_.nodes.size());
    needed_[graph_.outputs.front()] = true;
    for (int i = static_cast<int>(graph_.nodes.size()) - 1; i >= 0; --i) {
      if (!needed_[i]) continue;
      for (const int input : graph_.nodes[i].inputs) {
        needed_[input] = true;
        users_[input].push_back(i);
      }
    }
  }

  const Node& node(int i) const { return graph_.nodes[i]; }

  /// The value that holds what node `i` computes.
  int value(int i) const { return same_[i] == i ? i : value(same_[i]); }

  int only_user(int i) const {
    const bool result = i == graph_.outputs.front();
    return !result && users_[i].size() == 1 ? users_[i].front() : -1;
  }

  /// The only user of `i`, if it does `op` and has not been planned.
  int follower(int i, Op op) const {
    const int next = only_user(i);
    return next >= 0 && node(next).op == op && !done_[next] ? next : -1;
  }

  /// Makes a follower that does `op` part of the step that ends with `i`, and is its end then.
  bool take(int& i, Op op) {
    const int next = follower(i, op);
    if (next < 0) return false;
    done_[next] = true;
    i = next;
    return true;
  }

  Activation take_activation(int& i) {
    if (take(i, Op::relu)) return Activation::relu;
    return take(i, Op::sigmoid) ? Activation::sigmoid : Activation::none;
  }

  void append(Operation operation, int end) {
    operation.output = end;
    program_.operations.push_back(std::move(operation));
  }

  void step(int i) {
    switch (node(i).op) {
      case Op::convolution:
      case Op::transposed_convolution:
        return convolution(i);
      case Op::concatenate:
        return concatenation(i);
      case Op::upsample:
        return gate(i);
      case Op::dropout:
        same_[i] = node(i).inputs.front();
        return;
      case Op::max_pool:
        return unary(i, Kind::max_pool);
      case Op::average_pool:
        return unary(i, Kind::average_pool);
      case Op::select_bands:
        return unary(i, Kind::select_bands);
      case Op::add:
      case Op::subtract:
      case Op::relu:
        return sum(i);
      default:
        throw std::logic_error("a network with steps in an order that infer does not know");
    }
  }

  void unary(int i, Kind kind) {
    Operation operation{kind, {value(node(i).inputs.front())}};
    operation.bands = node(i).bands;
    append(std::move(operation), i);
  }

  void sum(int i) {
    Operation operation{Kind::sum};
    for (const int input : node(i).inputs) {
      operation.signs.push_back(operation.inputs.empty() || node(i).op != Op::subtract ? 1.0F
                                                                                       : -1.0F);
      operation.inputs.push_back(value(input));
    }
    int end = i;
    operation.activation = node(i).op == Op::relu ? Activation::relu : take_activation(end);
    append(std::move(operation), end);
  }

  void gate(int i) {
    int end = i;
    if (node(i).channels != 1 || !take(end, Op::multiply)) {
      throw std::logic_error("an upsampling that is no gate's");
    }
    append({Kind::gate, {value(node(i).inputs.front()), value(node(end).inputs[1])}}, end);
  }

  void convolution(int i) {
    const Node& first = node(i);
    const bool transposed = first.op == Op::transposed_convolution;
    int end = i;
    const Node* norm = take(end, Op::batch_norm) ? &node(end) : nullptr;
    if (transposed && norm != nullptr) throw std::logic_error("a norm of a transposed convolution");
    Folded folded = fold(first, norm, weights_);
    const int inputs = node(first.inputs.front()).channels;
    if (transposed && first.stride == 1) {
      folded.weights = turned(folded.weights, inputs, first.channels, first.kernel);
    }
    Operation operation{
        transposed && first.stride == 2 ? Kind::transposed_convolution : Kind::convolution,
        {value(first.inputs.front())}};
    if (first.channels == 1 && first.kernel == 1 && first.stride == 1) {
      operation.kind = Kind::score;
      operation.inputs = score_inputs(first.inputs.front());
    } else {
      take_sum(i, end, operation);
    }
    operation.activation = take_activation(end);
    operation.kernel = first.kernel;
    operation.stride = first.stride;
    operation.weights = std::move(folded.weights);
    operation.bias = std::move(folded.bias);
    append(std::move(operation), end);
  }

  /// The sum of a convolution's result and something that is there before.
  void take_sum(int i, int& end, Operation& operation) {
    const int add = follower(end, Op::add);
    if (!sums_ || add < 0) return;
    const std::vector<int>& parts = node(add).inputs;
    const int other = parts[0] == end ? parts[1] : parts[0];
    if (other >= i) return;
    operation.inputs.push_back(value(other));
    take(end, Op::add);
  }

  /// A concatenation that only scores use is never made.
  bool only_for_scores(int i) const {
    return std::all_of(users_[i].begin(), users_[i].end(), [&](int user) {
      const Node& score = node(user);
      return score.op == Op::convolution && score.channels == 1 && score.kernel == 1;
    });
  }

  std::vector<int> score_inputs(int i) const {
    if (node(i).op != Op::concatenate || !only_for_scores(i)) return {value(i)};
    std::vector<int> result;
    for (const int part : node(i).inputs) result.push_back(value(part));
    return result;
  }

  void concatenation(int i) {
    if (only_for_scores(i)) return;
    int channel = 0;
    for (const int input : node(i).inputs) {
      int part = value(input);
      const bool own =
          part == input && part != 0 && only_user(input) == i && node(input).op != Op::concatenate;
      if (!own) {
        part = static_cast<int>(program_.values.size());
        program_.values.push_back(program_.values[value(input)]);
        append({Kind::sum, {value(input)}, 0, 1, 1, Activation::none, {}, {}, {1}}, part);
      }
      program_.values[part].whole = i;
      program_.values[part].channel = channel;
      channel += node(input).channels;
    }
  }

  const model::Graph& graph_;
  const model::Weights& weights_;
  const bool sums_;
  Program program_;
  std::vector<std::vector<int>> users_;
  std::vector<bool> needed_;
  std::vector<bool> done_;
  std::vector<int> same_;  ///< of each node, whose value it has
};

}  // namespace

Program compile(const model::Graph& graph, const model::Weights& weights, bool sums) {
  return Compiler(graph, weights, sums).run();
}

}  // namespace scarp::infer
