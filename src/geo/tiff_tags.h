#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace scarp::geo {

/// An entry of a TIFF directory.
struct TiffTag {
  std::uint16_t id = 0;
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  std::string bytes;  ///< the values, lowest byte first
};

/// A tag of whole numbers, each of 2, 4 or 8 bytes.
TiffTag tiff_tag(std::uint16_t id, int bytes_each, const std::vector<std::uint64_t>& values);

/// The first directory of a file that was just written: classic TIFF, lowest byte first. Throws
/// Error.
std::vector<TiffTag> read_tiff_tags(const std::string& file);

/// A directory to stand at `offset` of a file, followed by the values that do not fit into it;
/// `next` is where the next directory is, 0 for none. Tags in order of their numbers. `big` makes
/// it one of a BigTIFF.
std::string tiff_directory(const std::vector<TiffTag>& tags, std::uint64_t offset,
                           std::uint64_t next, bool big);

/// Appends the lowest `bytes` bytes of a number, lowest first.
void append_number(std::uint64_t value, int bytes, std::string& to);

}  // namespace scarp::geo
