#include "nn/operators.h"

#include <stdexcept>
#include <vector>

namespace scarp::nn {
namespace {

// Kernels in the type of the data: half precision where the data have it.
torch::Tensor like(const torch::Tensor& weights, const torch::Tensor& x) {
  return weights.to(x.scalar_type());
}

torch::Tensor transposed(const torch::Tensor& x, const LayerWeights& layer, int stride,
                         int padding) {
  // On processors libtorch 1.13 has none in half precision: of the same numbers, then, in floats.
  const bool in_floats = x.device().is_cpu() && x.scalar_type() == torch::kBFloat16;
  const torch::Dtype type = in_floats ? torch::kFloat : x.scalar_type();
  return torch::conv_transpose2d(x.to(type), like(layer.weight, x).to(type),
                                 like(layer.bias, x).to(type), stride, padding)
      .to(x.scalar_type());
}

torch::Tensor select_bands(const torch::Tensor& x, const std::vector<int>& bands) {
  std::vector<torch::Tensor> parts;
  for (const int band : bands) parts.push_back(x.narrow(1, band, 1));
  return parts.size() == 1 ? parts.front() : torch::cat(parts, 1);
}

// What libtorch drops of the whole batch, as it does it on CPUs, of a part of it.
torch::Tensor dropout(const torch::Tensor& x, double rate, const BatchPart& part) {
  std::vector<std::int64_t> shape = x.sizes().vec();
  shape[0] = part.all;
  const torch::Tensor kept = torch::empty(shape, x.options()).bernoulli_(1 - rate).div_(1 - rate);
  return x * kept.narrow(0, part.first, x.size(0));
}

}  // namespace

torch::Tensor convolution(const torch::Tensor& x, const LayerWeights& layer, int kernel,
                          int stride) {
  const int padding = kernel == 3 ? 1 : 0;
  return torch::conv2d(x, like(layer.weight, x), like(layer.bias, x), stride, padding);
}

torch::Tensor transposed_convolution(const torch::Tensor& x, const LayerWeights& layer,
                                     int stride) {
  if (stride == 1) return transposed(x, layer, 1, 1);
  const torch::Tensor full = transposed(x, layer, 2, 0);
  return full.narrow(2, 0, 2 * x.size(2)).narrow(3, 0, 2 * x.size(3)).contiguous();
}

torch::Tensor batch_norm(const torch::Tensor& x, const LayerWeights& layer, bool training) {
  return torch::batch_norm(x, layer.weight, layer.bias, layer.running_mean, layer.running_var,
                           training, 1 - model::kBatchNormMomentum, model::kBatchNormEpsilon,
                           /*cudnn_enabled=*/true);
}

torch::Tensor evaluate(const model::Node& node, const std::vector<torch::Tensor>& inputs,
                       bool training, const BatchPart& part) {
  const torch::Tensor& x = inputs.front();
  switch (node.op) {
    case model::Op::select_bands:
      return select_bands(x, node.bands);
    case model::Op::relu:
      return torch::relu(x);
    case model::Op::sigmoid:
      return torch::sigmoid(x);
    case model::Op::max_pool:
      return torch::max_pool2d(x, 2);
    case model::Op::average_pool:
      return torch::avg_pool2d(x, 2);
    case model::Op::upsample:
      return torch::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)});
    case model::Op::concatenate:
      return torch::cat(inputs, 1);
    case model::Op::add:
      return x + inputs[1];
    case model::Op::subtract:
      return x - inputs[1];
    case model::Op::multiply:
      return x * inputs[1];
    case model::Op::dropout:
      if (training && part.ranks != nullptr) return dropout(x, node.rate, part);
      return torch::dropout(x, node.rate, training);
    default:
      throw std::logic_error("an operation that needs weights");
  }
}

}  // namespace scarp::nn
