#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/graph.h"
#include "model/layers.h"
#include "nn/batch_part.h"
#include "nn/operators.h"
#include "nn/torch.h"

namespace scarp::nn {

class KernelNetwork;

/// A network of a description on tensors. All trained parameters lie in one flat tensor, likewise
/// their gradients and the statistics of batch normalisation: an optimiser is a few lines on three
/// vectors, and a checkpoint a copy of them.
class Network {
 public:
  /// All weights are zero. `type` is that of the weights.
  Network(const model::NetworkDescription& description, torch::Device device,
          torch::Dtype type = torch::kFloat);

  ~Network();
  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;

  /// `weights` fit the description (model::require_fit).
  void load(const model::Weights& weights);
  model::Weights weights() const;

  /// Rounds the weights of convolutions to `type`, once and for all: for predictions of input in
  /// that type, which then need not do it each time. weights() are left as they are.
  void round_convolutions(torch::Dtype type);

  /// Input (patches, bands, rows, cols), scaled; outputs (patches, 1, rows, cols), 0 … 1, the lower
  /// ones of deep supervision smaller. Convolutions run in the type of `x`; what comes out is
  /// reckoned from the last of them in that of the weights. With `training` batches are normalised
  /// by themselves and dropout drops. On the CPU, in single precision, by scarp's own kernels where
  /// they were built: results must then be differentiated before the next call. `part` says which
  /// part of a batch `x` is: only by the kernels, and only then where ranks share it. Throws
  /// std::logic_error otherwise.
  std::vector<torch::Tensor> forward(const torch::Tensor& x, bool training,
                                     const BatchPart& part = {});

  /// Whether batches can be shared among ranks.
  bool can_share_batches() const;

  /// Whether to use the kernels where possible, as is the default, or libtorch alone.
  void allow_kernels(bool allowed) { kernels_allowed_ = allowed; }

  torch::Device device() const { return parameters_.device(); }
  torch::Dtype type() const { return parameters_.scalar_type(); }

  torch::Tensor& parameters() { return parameters_; }  ///< (all)
  torch::Tensor& gradients() { return gradients_; }    ///< (all); backward() adds to them
  torch::Tensor& statistics() { return statistics_; }  ///< (all)

  /// 1 for kernels of convolutions, 0 for biases and batch norms. (all)
  torch::Tensor kernels() const;

 private:
  LayerWeights& layer(const std::string& name) { return layers_.at(name); }
  void place(const model::Layer& layer, std::int64_t& parameter, std::int64_t& statistic);
  torch::Tensor run(const model::Node& node, const std::vector<torch::Tensor>& inputs,
                    bool training);

  bool fits_kernels(const torch::Tensor& x, bool training) const;

  model::Graph graph_;
  std::vector<model::Layer> shapes_;
  std::vector<int> last_use_;  // of each node's result: the node after which it can go
  torch::Tensor parameters_;
  torch::Tensor gradients_;
  torch::Tensor statistics_;
  std::map<std::string, torch::Tensor> tensors_;  // views of the above, by name
  std::map<std::string, LayerWeights> layers_;    // likewise, by layer
  bool kernels_allowed_ = true;
  std::unique_ptr<KernelNetwork> kernels_;  // made when first used
};

/// A copy of `tensor` for a file.
model::Tensor to_array(const torch::Tensor& tensor);

/// The other way round: copies the values of `array` into `tensor`, which has as many.
void copy_into(torch::Tensor& tensor, const model::Tensor& array);

}  // namespace scarp::nn
