#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace scarp::dataset {

/// Kinds of numbers, named as NumPy names them: letter and bytes.
enum class NpyType { b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4, f8 };

std::int64_t bytes_of(NpyType type);

/// What the head of a .npy file says (NumPy enhancement proposal 1).
struct NpyHeader {
  NpyType type = NpyType::f4;
  bool swapped = false;  ///< bytes in the order that is not this machine's
  bool fortran = false;  ///< the first axis runs fastest
  std::vector<std::int64_t> shape;
  std::int64_t data_offset = 0;  ///< in bytes

  std::int64_t values() const;  ///< product of the shape
};

/// Throws Error for anything but a .npy header of versions 1 to 3 whose array of numbers is
/// of a size that a file can have.
NpyHeader read_npy_header(std::ifstream& file, const std::filesystem::path& path);

/// The head of a file of version 1 in C order and in this machine's order of bytes.
std::string npy_header_text(const std::vector<std::int64_t>& shape, NpyType type);

}  // namespace scarp::dataset
