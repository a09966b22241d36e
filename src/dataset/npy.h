#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace scarp::dataset {

/// An array of numbers in row-major (C) order, as NumPy keeps it in .npy files.
struct Array {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// Reads .npy versions 1 to 3 of bool, integers up to 32 bits, float16, float32 or float64, of
/// either byte order, in C or Fortran order. Throws Error for anything else, for files shorter or
/// longer than their header says, and for numbers that float32 does not hold.
Array read_npy(const std::filesystem::path& path);

/// As version 1, little-endian float32 ("<f4") in C order. Throws Error when it cannot be written.
void write_npy(const std::filesystem::path& path, const std::vector<std::int64_t>& shape,
               const float* values);

}  // namespace scarp::dataset
