#include "geo/tiff_tags.h"

#include <array>

#include "core/error.h"

namespace scarp::geo {
namespace {

std::uint64_t number_at(const std::string& file, std::size_t place, int bytes) {
  if (place + static_cast<std::size_t>(bytes) > file.size()) {
    throw Error({"a TIFF directory reaches beyond its file", "", ""});
  }
  std::uint64_t value = 0;
  for (int i = bytes; i-- > 0;) {
    value = value << 8U | static_cast<unsigned char>(file[place + static_cast<std::size_t>(i)]);
  }
  return value;
}

int type_bytes(std::uint16_t type) {
  constexpr std::array<int, 19> kBytes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < kBytes.size() ? kBytes[type] : 0;
}

}  // namespace

void append_number(std::uint64_t value, int bytes, std::string& to) {
  for (; bytes > 0; --bytes, value >>= 8U) to.push_back(static_cast<char>(value & 0xffU));
}

TiffTag tiff_tag(std::uint16_t id, int bytes_each, const std::vector<std::uint64_t>& values) {
  constexpr std::uint16_t kShort = 3;
  constexpr std::uint16_t kLong = 4;
  constexpr std::uint16_t kLong8 = 16;
  TiffTag tag{id, bytes_each == 2 ? kShort : bytes_each == 4 ? kLong : kLong8, values.size(), {}};
  for (const std::uint64_t value : values) append_number(value, bytes_each, tag.bytes);
  return tag;
}

std::vector<TiffTag> read_tiff_tags(const std::string& file) {
  if (file.compare(0, 4, std::string("II*\0", 4)) != 0) {
    throw Error({"GDAL made no classic TIFF", "", ""});
  }
  const auto directory = static_cast<std::size_t>(number_at(file, 4, 4));
  std::vector<TiffTag> tags;
  for (std::size_t i = 0; i < number_at(file, directory, 2); ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    TiffTag& tag = tags.emplace_back();
    tag.id = static_cast<std::uint16_t>(number_at(file, entry, 2));
    tag.type = static_cast<std::uint16_t>(number_at(file, entry + 2, 2));
    tag.count = number_at(file, entry + 4, 4);
    const auto bytes =
        static_cast<std::size_t>(tag.count) * static_cast<std::size_t>(type_bytes(tag.type));
    const std::size_t place =
        bytes <= 4 ? entry + 8 : static_cast<std::size_t>(number_at(file, entry + 8, 4));
    if (place + bytes > file.size()) number_at(file, file.size(), 1);
    tag.bytes = file.substr(place, bytes);
  }
  return tags;
}

std::string tiff_directory(const std::vector<TiffTag>& tags, std::uint64_t offset,
                           std::uint64_t next, bool big) {
  const int word = big ? 8 : 4;
  std::string directory;
  std::string values;
  const std::uint64_t values_at = offset + (big ? 16 + 20 * tags.size() : 6 + 12 * tags.size());
  append_number(tags.size(), big ? 8 : 2, directory);
  for (const TiffTag& tag : tags) {
    append_number(tag.id, 2, directory);
    append_number(tag.type, 2, directory);
    append_number(tag.count, word, directory);
    if (tag.bytes.size() <= static_cast<std::size_t>(word)) {
      directory += tag.bytes + std::string(static_cast<std::size_t>(word) - tag.bytes.size(), '\0');
    } else {
      append_number(values_at + values.size(), word, directory);
      values += tag.bytes;
      if (values.size() % 2 != 0) values.push_back('\0');
    }
  }
  append_number(next, word, directory);
  return directory + values;
}

}  // namespace scarp::geo
