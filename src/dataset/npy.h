#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <vector>

#include "dataset/npy_header.h"

namespace scarp::dataset {

/// An array of numbers in row-major (C) order, as NumPy keeps it in .npy files.
struct Array {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// An array in a .npy file of version 1 to 3: bool, integers, float16, float32 or float64, of
/// either byte order, in C or Fortran order. Read by slices, whatever the size of the file.
class NpyFile {
 public:
  /// Throws Error for anything else, and for files shorter or longer than their header says.
  explicit NpyFile(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  const std::vector<std::int64_t>& shape() const { return header_.shape; }

  /// Length of the first axis; 1 without axes.
  std::int64_t items() const { return shape().empty() ? 1 : shape().front(); }

  /// Values of the items [first, first + count) in C order. Throws Error when they do not fit into
  /// memory, and for numbers beyond float32: finite ones too large, integers it does not hold
  /// exactly.
  std::vector<float> read(std::int64_t first, std::int64_t count) const;

 private:
  std::filesystem::path path_;
  NpyHeader header_;
};

/// The whole array. Throws Error as NpyFile does.
Array read_npy(const std::filesystem::path& path);

/// Writes an array piece by piece, in any order: version 1, C order, float32 (`NpyType::f4`) or
/// bytes (`u1`).
class NpyWriter {
 public:
  /// Throws Error when the file cannot be made.
  NpyWriter(std::filesystem::path path, const std::vector<std::int64_t>& shape, NpyType type);

  /// The values [first, first + count), each once, of the type announced.
  void write(std::int64_t first, const float* values, std::int64_t count);
  void write(std::int64_t first, const std::uint8_t* values, std::int64_t count);

  /// Throws Error when the disk is full, or when values are missing.
  void finish();

 private:
  void write_bytes(std::int64_t first, const void* bytes, std::int64_t count, NpyType type);

  std::filesystem::path path_;
  std::ofstream file_;
  NpyType type_;
  std::int64_t data_offset_;  // in bytes
  std::int64_t total_;        // values
  std::int64_t written_ = 0;  // values
};

/// The whole array at once.
void write_npy(const std::filesystem::path& path, const std::vector<std::int64_t>& shape,
               const float* values);
void write_npy(const std::filesystem::path& path, const std::vector<std::int64_t>& shape,
               const std::uint8_t* values);

}  // namespace scarp::dataset
