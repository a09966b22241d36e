#include "exchange/keras_attention_unet.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "core/error.h"
#include "model/layers.h"

namespace scarp::exchange {
namespace {

using model::Tensor;

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error({what, where,
               "Weights of the attention U-Net of Nava et al. 2022 can be imported, no others"});
}

// "conv2d_57" → 57, "conv2d" → 0; nothing for other names.
std::optional<int> number_behind(const std::string& name, const std::string& stem) {
  if (name == stem) return 0;
  const std::size_t start = stem.size() + 1;
  if (name.compare(0, start, stem + "_") != 0) return std::nullopt;
  int number = 0;
  const auto [end, error] = std::from_chars(name.data() + start, name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
}

// Gives the layers that Keras numbers through the names we know them by, in order.
void rename_in_order(KerasLayers& layers, const std::string& stem,
                     const std::vector<std::string>& names, const std::string& where) {
  std::map<int, std::string> numbered;
  for (const auto& [name, weights] : layers) {
    if (const auto number = number_behind(name, stem)) numbered[*number] = name;
  }
  if (numbered.size() != names.size()) {
    fail(where,
         fmt::format("has {} layers {}_…, but {} are needed", numbered.size(), stem, names.size()));
  }
  std::size_t next = 0;
  for (const auto& [number, name] : numbered) {
    auto node = layers.extract(name);
    node.key() = names[next++];
    layers.insert(std::move(node));
  }
}

const Tensor& find(const KerasLayers& layers, const std::string& layer, const std::string& weight,
                   const std::string& where) {
  const auto found = layers.find(layer);
  if (found == layers.end()) fail(where, fmt::format("has no layer {}", layer));
  const auto tensor = found->second.find(weight);
  if (tensor == found->second.end()) {
    fail(where, fmt::format("the layer {} has no {}", layer, weight));
  }
  return tensor->second;
}

const Tensor& kernel(const KerasLayers& layers, const std::string& layer,
                     const std::string& where) {
  const Tensor& tensor = find(layers, layer, "kernel", where);
  if (tensor.shape.size() != 4) fail(where, fmt::format("the layer {} is no convolution", layer));
  return tensor;
}

model::NetworkDescription description_of(const KerasLayers& layers, const std::string& where) {
  const Tensor& first = kernel(layers, "conv1_1", where);
  const std::int64_t bands = first.shape[2];
  const std::int64_t filters = first.shape[3];
  if (bands > 64 || filters > 256) fail(where, "has more bands or filters than possible");
  model::NetworkDescription description;
  description.bands = static_cast<int>(bands);
  description.filters = static_cast<int>(filters);
  // up1 has 3f channels and up2 has 4f.
  if (kernel(layers, "g3_conv", where).shape[2] == 4 * filters) {
    description.third_gate = model::NetworkDescription::ThirdGate::up2;
  }
  return description;
}

// (rows, columns, a, b) → (b, a, rows, columns): both of Keras's orders become those of PyTorch.
Tensor reordered_kernel(const Tensor& keras) {
  const auto& s = keras.shape;
  Tensor result{{s[3], s[2], s[0], s[1]}, std::vector<float>(keras.values.size())};
  std::size_t to = 0;
  for (std::int64_t b = 0; b < s[3]; ++b) {
    for (std::int64_t a = 0; a < s[2]; ++a) {
      for (std::int64_t at = 0; at < s[0] * s[1]; ++at) {
        result.values[to++] = keras.values[(at * s[2] + a) * s[3] + b];
      }
    }
  }
  return result;
}

// Ours and Keras's names of what a layer has.
using Names = std::array<std::pair<const char*, const char*>, 4>;
constexpr Names kNormNames{{{"weight", "gamma"},
                            {"bias", "beta"},
                            {"running_mean", "moving_mean"},
                            {"running_var", "moving_variance"}}};

void take_layer(const model::Layer& layer, const KerasLayers& layers, model::Weights& weights,
                const std::string& where) {
  if (layer.op == model::Op::batch_norm) {
    for (const auto& [ours, keras] : kNormNames) {
      weights[layer.name + "." + ours] = find(layers, layer.name, keras, where);
    }
    return;
  }
  weights[layer.name + ".weight"] = reordered_kernel(kernel(layers, layer.name, where));
  weights[layer.name + ".bias"] = find(layers, layer.name, "bias", where);
}

void require_nothing_else(const KerasLayers& layers, const std::vector<model::Layer>& known,
                          const std::string& where) {
  std::size_t arrays = 0;
  for (const auto& [name, weights] : layers) arrays += weights.size();
  std::size_t wanted = 0;
  for (const model::Layer& layer : known) wanted += layer.tensors.size();
  if (arrays == wanted) return;
  fail(where, fmt::format("has {} arrays of weights, but the network has {}", arrays, wanted));
}

}  // namespace

ImportedNetwork attention_unet_of(KerasLayers layers, const std::string& where) {
  rename_in_order(layers, "conv2d", {"phi_1", "phi_2", "phi_3"}, where);
  rename_in_order(layers, "conv2d_transpose", {"up1_t", "up2_t", "up3_t", "up4_t"}, where);
  ImportedNetwork network{description_of(layers, where), {}};
  const std::vector<model::Layer> known = model::layers(network.description);
  for (const model::Layer& layer : known) take_layer(layer, layers, network.weights, where);
  require_nothing_else(layers, known, where);
  model::require_fit(network.description, network.weights, where);
  return network;
}

}  // namespace scarp::exchange
