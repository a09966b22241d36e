#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace scarp::model {

/// One array of a network, row-major.
struct Tensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// Arrays by name. Convolution kernels have the shape (out, in, kernel rows, kernel columns),
/// transposed ones (in, out, kernel rows, kernel columns): the order of PyTorch.
using Weights = std::map<std::string, Tensor>;

/// A file in the safetensors format: arrays and a dictionary of texts.
struct WeightsFile {
  std::map<std::string, std::string> metadata;
  Weights tensors;
};

/// Throws Error for files that are not safetensors, with offsets beyond the file, overlapping or
/// missing bytes, types other than F32, or shapes that do not fit their bytes.
WeightsFile read_weights(const std::filesystem::path& path);

/// The same of a file's content; errors name `where`.
WeightsFile parse_weights(const std::string& bytes, const std::string& where);

/// The content of a file; the same for the same arrays and texts.
std::string serialise_weights(const WeightsFile& file);

/// Throws Error when it cannot be written.
void write_weights(const std::filesystem::path& path, const WeightsFile& file);

}  // namespace scarp::model
