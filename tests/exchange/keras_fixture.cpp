#include "exchange/keras_fixture.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <cmath>
#include <vector>

#include "core/random.h"

namespace scarp::exchange::test {
namespace {

model::Tensor random_tensor(std::vector<std::int64_t> shape, Random& random) {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) count *= extent;
  model::Tensor tensor{std::move(shape), std::vector<float>(static_cast<std::size_t>(count))};
  for (float& value : tensor.values) value = static_cast<float>(random.uniform(-1, 1));
  return tensor;
}

// Keras's name of a layer of ours.
std::string keras_name(const std::string& name, int first_number) {
  if (name.rfind("phi_", 0) == 0) {
    const int number = first_number + name[4] - '1';
    return number == 0 ? "conv2d" : "conv2d_" + std::to_string(number);
  }
  if (name.size() == 5 && name.rfind("up", 0) == 0 && name[3] == '_') {
    return "conv2d_transpose_" + std::to_string(first_number + 5 + name[2] - '1');
  }
  return name;
}

}  // namespace

KerasLayers keras_layers(int first_number, KerasSize size) {
  model::NetworkDescription description;
  description.bands = size.bands;
  description.filters = size.filters;
  Random random(8);
  KerasLayers result;
  for (const model::Layer& layer : model::layers(description)) {
    auto& weights = result[keras_name(layer.name, first_number)];
    const auto& shape = layer.tensors.front().shape;
    if (layer.op == model::Op::batch_norm) {
      for (const char* name : {"gamma", "beta", "moving_mean", "moving_variance"}) {
        weights[name] = random_tensor(shape, random);
      }
      for (float& variance : weights["moving_variance"].values) variance = 1 + std::abs(variance);
    } else {
      model::Tensor& kernel = weights["kernel"];
      kernel = random_tensor({shape[2], shape[3], shape[1], shape[0]}, random);
      const auto fan_in = static_cast<double>(shape[1] * shape[2] * shape[3]);
      for (float& value : kernel.values) value *= static_cast<float>(std::sqrt(6 / fan_in));
      weights["bias"] = random_tensor(layer.tensors[1].shape, random);
    }
  }
  return result;
}

void write_keras(const std::filesystem::path& path, const KerasLayers& layers,
                 const std::string& group) {
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  for (const auto& [layer, weights] : layers) {
    for (const auto& [name, tensor] : weights) {
      const std::string place = fmt::format("{0}/{1}/{1}/{2}:0", group, layer, name);
      const std::vector<hsize_t> extents(tensor.shape.begin(), tensor.shape.end());
      const hid_t space =
          H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
      const hid_t set =
          H5Dcreate2(file, place.c_str(), H5T_IEEE_F32LE, space, links, H5P_DEFAULT, H5P_DEFAULT);
      H5Dwrite(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor.values.data());
      H5Dclose(set);
      H5Sclose(space);
    }
  }
  H5Pclose(links);
  H5Fclose(file);
}

}  // namespace scarp::exchange::test
