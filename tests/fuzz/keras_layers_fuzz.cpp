// Layers of any names and shapes are the network whose layers they are, or an Error. Lines of
// "LAYER WEIGHT LENGTH …"; a line that ends with '!' lacks a value.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "core/error.h"
#include "exchange/keras_attention_unet.h"
#include "model/layers.h"

namespace {

using namespace scarp;

constexpr std::int64_t kMostValues = 1 << 16;

model::Tensor tensor_of(std::istringstream& words) {
  model::Tensor tensor;
  std::int64_t count = 1;
  std::string word;
  while (words >> word && word != "!") {
    const std::int64_t length = std::strtoll(word.c_str(), nullptr, 10);
    tensor.shape.push_back(length);
    count = length >= 0 && length < kMostValues && count < kMostValues ? count * length : 0;
  }
  if (count > kMostValues) count = 0;
  if (word == "!" && count > 0) --count;
  tensor.values.resize(static_cast<std::size_t>(count), 0.5F);
  return tensor;
}

exchange::KerasLayers layers_of(const std::string& text) {
  exchange::KerasLayers layers;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string layer;
    std::string weight;
    words >> layer >> weight;
    layers[layer][weight] = tensor_of(words);
  }
  return layers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  try {
    const exchange::ImportedNetwork network =
        exchange::attention_unet_of(layers_of(std::string(data, data + size)), "a.hdf5");
    for (const auto& [name, tensor] : network.weights) {
      std::int64_t count = 1;
      for (const std::int64_t length : tensor.shape) count *= length;
      if (static_cast<std::int64_t>(tensor.values.size()) != count) std::abort();
    }
  } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the answer to bad input
  }
  return 0;
}
