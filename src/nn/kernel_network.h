#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "nn/kernel_step.h"
#include "nn/torch.h"

namespace scarp::nn {

/// A network on scarp's own kernels, in single precision on the CPU: the same arithmetic as by
/// libtorch's operators, several times as fast. Nodes that belong together (convolution, batch norm
/// and ReLU; the parts of a concatenation) are computed at once, and memory is kept from batch to
/// batch.
class KernelNetwork {
 public:
  /// The weights are those of `layers`, which have to outlive this, as has `graph`.
  KernelNetwork(const model::Graph& graph, const std::map<std::string, LayerWeights>& layers);
  ~KernelNetwork();

  /// As Network::forward. In training, the results can be differentiated: their backward() adds to
  /// the weights' gradients, once, and before the next forward().
  /// Of a batch that ranks share, backward() begins to add these up over the ranks as soon as they
  /// are ready: Communicator::finish_sums() ends that.
  std::vector<torch::Tensor> forward(const torch::Tensor& x, bool training,
                                     const BatchPart& part = {});

 private:
  struct Function;
  struct Planner;

  void place(const Batch& batch);
  std::vector<torch::Tensor> results() const;
  void run_forward(const torch::Tensor& x, bool training, const BatchPart& part);
  void run_backward(const std::vector<torch::Tensor>& gradients);
  void find_final_gradients();

  std::vector<std::unique_ptr<Value>> values_;  ///< of the graph's nodes
  /// Values that lie among the channels of another: the index of that, and the first channel.
  struct Part {
    std::size_t part;
    std::size_t whole;
    int channel;
  };
  std::vector<Part> parts_;
  std::vector<int> outputs_;
  std::vector<std::unique_ptr<Step>> steps_;
  /// The gradients of all weights lie side by side; from `final_from_[i]` on they are final when
  /// step i has been taken back.
  std::vector<float*> final_from_;
  float* gradients_end_ = nullptr;
  torch::Tensor anchor_;  ///< what makes results differentiable
  torch::Tensor input_;
  Batch batch_;
  std::int64_t runs_ = 0;
};

}  // namespace scarp::nn
