#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "model/weights.h"

namespace scarp::exchange {

/// The weights of Keras layers by layer and name: {"conv1_1", {"kernel", …}}. Convolution kernels
/// have the shape (rows, columns, in, out), transposed ones (rows, columns, out, in).
using KerasLayers = std::map<std::string, std::map<std::string, model::Tensor>>;

/// Reads the layers of a weights file or of a whole model in the HDF5 format of Keras 2. Works in a
/// child process: libhdf5 crashes on some broken files. Throws Error.
KerasLayers read_keras_layers(const std::filesystem::path& path);

}  // namespace scarp::exchange
