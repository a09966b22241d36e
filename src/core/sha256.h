#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace scarp {

/// SHA-256 (FIPS 180-4), so that a file named in a run record can be recognised with `sha256sum`.
class Sha256 {
 public:
  void update(const void* data, std::size_t bytes);

  /// 64 hexadecimal digits; the object cannot be used afterwards.
  std::string hex_digest();

 private:
  void compress(const std::uint8_t* block);

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};
  std::size_t filled_ = 0;
  std::uint64_t total_bytes_ = 0;
};

/// Of a whole file. Throws Error when it cannot be read.
std::string sha256_of_file(const std::string& path);

}  // namespace scarp
