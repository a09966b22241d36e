#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include "geo/output_file.h"

namespace scarp::geo {

/// Compressed blocks until their file is put together: in memory, and in a file once those of all
/// files at work exceed some megabytes.
class BlockStore {
 public:
  /// Where a block is.
  struct Place {
    enum class Kind : std::uint8_t { memory, own_file, adopted } kind = Kind::memory;
    std::uint32_t file = 0;  ///< which of the adopted ones
    std::uint64_t at = 0;    ///< its number in memory, or its first byte in the file
    std::uint32_t bytes = 0;
  };

  /// `file` is what the blocks are for; it has to outlive this.
  explicit BlockStore(const OutputFile& file) : output_(file) {}
  ~BlockStore();
  BlockStore(const BlockStore&) = delete;
  BlockStore& operator=(const BlockStore&) = delete;

  /// From any thread. Throws Error when the disk is full.
  Place add(std::string block);

  /// Another file that has blocks, from which they are taken when they are wanted. It may lose its
  /// name then.
  std::uint32_t adopt(const std::filesystem::path& file);

  /// A block of an adopted file.
  static Place place_in(std::uint32_t file, std::uint64_t at, std::uint32_t bytes) {
    return {Place::Kind::adopted, file, at, bytes};
  }

  /// Takes a block out again, once; not while others are added. Throws Error.
  std::string take(const Place& place);

 private:
  void require_written() const;

  const OutputFile& output_;
  std::mutex mutex_;
  std::vector<std::string> memory_;
  std::size_t memory_bytes_ = 0;
  std::fstream file_;
  std::uint64_t file_bytes_ = 0;
  std::vector<std::ifstream> adopted_;
};

}  // namespace scarp::geo
