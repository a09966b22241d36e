#pragma once

#include <cstdint>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include "geo/output_file.h"

namespace scarp::geo {

/// Compressed blocks until their file is put together: the first ones in memory, the others in a
/// file.
class BlockStore {
 public:
  /// Where a block is.
  struct Place {
    bool in_file = false;
    std::uint64_t at = 0;  ///< its number in memory, or its first byte in the file
    std::uint32_t bytes = 0;
  };

  /// `file` is what the blocks are for; it has to outlive this.
  explicit BlockStore(const OutputFile& file) : output_(file) {}

  /// From any thread. Throws Error when the disk is full.
  Place add(std::string block);

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
};

}  // namespace scarp::geo
