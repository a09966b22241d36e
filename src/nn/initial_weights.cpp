#include "nn/initial_weights.h"

#include <cmath>

#include "core/random.h"
#include "model/layers.h"

namespace scarp::nn {
namespace {

// Deviation of a standard normal distribution cut at ±2.
constexpr double kCutDeviation = 0.87962566103423978;

double cut_normal(Random& random) {
  for (;;) {
    const double value = random.normal();
    if (std::abs(value) <= 2) return value;
  }
}

// Glorot & Bengio 2010: variance 2 / (inputs + outputs) of an element of the kernel.
void fill_kernel(model::Tensor& kernel, Random& random) {
  const auto area = static_cast<double>(kernel.shape[2] * kernel.shape[3]);
  const double fans = area * static_cast<double>(kernel.shape[0] + kernel.shape[1]);
  const double deviation = std::sqrt(2 / fans) / kCutDeviation;
  for (float& value : kernel.values) value = static_cast<float>(deviation * cut_normal(random));
}

float constant(const model::Layer& layer, const model::LayerTensor& tensor) {
  const bool norm = layer.op == model::Op::batch_norm;
  const bool one =
      norm && (tensor.name == layer.name + ".weight" || tensor.name == layer.name + ".running_var");
  return one ? 1 : 0;
}

}  // namespace

model::Weights initial_weights(const model::NetworkDescription& description, std::uint64_t seed) {
  model::Weights weights;
  std::uint64_t stream = 0;
  for (const model::Layer& layer : model::layers(description)) {
    Random random(seed, stream++);
    for (const model::LayerTensor& shape : layer.tensors) {
      const auto count = static_cast<std::size_t>(shape.count());
      model::Tensor tensor{shape.shape, std::vector<float>(count, constant(layer, shape))};
      if (shape.shape.size() == 4) fill_kernel(tensor, random);
      weights[shape.name] = std::move(tensor);
    }
  }
  return weights;
}

}  // namespace scarp::nn
