#include "dataset/npy_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>

#include "core/error.h"

namespace scarp::dataset {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::size_t kLongestHeader = 1U << 16;  // bytes; NumPy writes a hundred
constexpr std::size_t kMostAxes = 32;             // as in NumPy
constexpr std::size_t kAlignment = 64;            // of the data in files written

struct TypeName {
  std::string_view name;
  NpyType type;
  std::int64_t bytes;
};
constexpr std::array<TypeName, 12> kTypes{{{"b1", NpyType::b1, 1},
                                           {"i1", NpyType::i1, 1},
                                           {"i2", NpyType::i2, 2},
                                           {"i4", NpyType::i4, 4},
                                           {"i8", NpyType::i8, 8},
                                           {"u1", NpyType::u1, 1},
                                           {"u2", NpyType::u2, 2},
                                           {"u4", NpyType::u4, 4},
                                           {"u8", NpyType::u8, 8},
                                           {"f2", NpyType::f2, 2},
                                           {"f4", NpyType::f4, 4},
                                           {"f8", NpyType::f8, 8}}};

const TypeName& name_of(NpyType type) {
  return *std::find_if(kTypes.begin(), kTypes.end(),
                       [type](const TypeName& one) { return one.type == type; });
}

[[noreturn]] void throw_broken(const fs::path& path, const std::string& what) {
  throw Error({"is no .npy array that can be read: " + what, path.string(),
               "Write it anew with numpy.save"});
}

/// Reads the Python dictionary of a header, as NumPy writes it, word by word.
class Dictionary {
 public:
  Dictionary(std::string_view text, const fs::path& path) : text_(text), path_(path) {}

  NpyHeader parse() {
    NpyHeader header;
    expect('{');
    while (!accept('}')) {
      const std::string_view key = quoted();
      expect(':');
      if (key == "descr") {
        read_type(header);
      } else if (key == "fortran_order") {
        header.fortran = boolean();
        has_order_ = true;
      } else if (key == "shape") {
        header.shape = numbers();
        has_shape_ = true;
      } else {
        throw_broken(path_,
                     fmt::format("its header has an unknown entry of {} letters", key.size()));
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    if (!has_type_ || !has_order_ || !has_shape_) throw_broken(path_, "its header lacks an entry");
    return header;
  }

 private:
  char next() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool accept(char wanted) {
    if (next() != wanted) return false;
    ++at_;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) throw_broken(path_, fmt::format("its header lacks a '{}'", wanted));
  }

  std::string_view quoted() {
    const char quote = next();
    if (quote != '\'' && quote != '"') throw_broken(path_, "its header lacks a quoted word");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) throw_broken(path_, "its header has an open quote");
    const std::string_view word = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return word;
  }

  void read_type(NpyHeader& header) {
    if (next() == '[') throw_broken(path_, "it holds records, not numbers");
    const std::string_view word = quoted();
    const auto* known = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& one) {
      return word.size() == 3 && word.substr(1) == one.name;
    });
    const bool order =
        !word.empty() && std::string_view("<>|=").find(word.front()) != std::string_view::npos;
    if (known == kTypes.end() || !order) {
      throw_broken(path_, "its numbers are no integers or floats of up to 64 bits");
    }
    constexpr char kForeign = std::endian::native == std::endian::little ? '>' : '<';
    header.type = known->type;
    header.swapped = word.front() == kForeign;
    has_type_ = true;
  }

  bool boolean() {
    for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true},
                                      std::pair<std::string_view, bool>{"False", false}}) {
      next();
      if (text_.substr(at_, word.size()) != word) continue;
      at_ += word.size();
      return value;
    }
    throw_broken(path_, "its header lacks a True or False");
  }

  std::vector<std::int64_t> numbers() {
    std::vector<std::int64_t> result;
    expect('(');
    while (!accept(')')) {
      next();
      std::int64_t number = -1;
      const char* end = text_.data() + text_.size();
      const auto [rest, error] = std::from_chars(text_.data() + at_, end, number);
      if (error != std::errc() || number < 0) throw_broken(path_, "its shape is no list of sizes");
      at_ = static_cast<std::size_t>(rest - text_.data());
      result.push_back(number);
      if (result.size() > kMostAxes) throw_broken(path_, "it has more than 32 axes");
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return result;
  }

  std::string_view text_;
  const fs::path& path_;
  std::size_t at_ = 0;
  bool has_type_ = false;
  bool has_order_ = false;
  bool has_shape_ = false;
};

// The size of the dictionary; the file then stands at its start.
std::size_t header_length(std::ifstream& file, const fs::path& path) {
  std::array<unsigned char, 8> start{};
  file.read(reinterpret_cast<char*>(start.data()), start.size());
  if (!file ||
      !std::equal(kMagic.begin(), kMagic.end(), start.begin(),
                  [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; })) {
    throw_broken(path, "it does not begin like one");
  }
  const int version = start[6];
  if (version < 1 || version > 3) throw_broken(path, fmt::format("version {} is unknown", version));
  std::array<unsigned char, 4> length{};
  file.read(reinterpret_cast<char*>(length.data()), version == 1 ? 2 : 4);
  if (!file) throw_broken(path, "it ends within its header");
  std::size_t bytes = 0;
  for (std::size_t i = length.size(); i-- > 0;) bytes = bytes << 8U | length[i];
  if (bytes > kLongestHeader) throw_broken(path, fmt::format("its header has {} bytes", bytes));
  return bytes;
}

// Nothing when the bytes are more than 2^63.
std::optional<std::int64_t> size_in_bytes(const NpyHeader& header) {
  if (std::find(header.shape.begin(), header.shape.end(), 0) != header.shape.end()) return 0;
  std::int64_t size = bytes_of(header.type);
  for (const std::int64_t length : header.shape) {
    if (size > std::numeric_limits<std::int64_t>::max() / length) return std::nullopt;
    size *= length;
  }
  return size;
}

}  // namespace

std::int64_t bytes_of(NpyType type) { return name_of(type).bytes; }

std::int64_t NpyHeader::values() const { return size_in_bytes(*this).value_or(0) / bytes_of(type); }

NpyHeader read_npy_header(std::ifstream& file, const fs::path& path) {
  std::string text(header_length(file, path), '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file) throw_broken(path, "it ends within its header");
  NpyHeader header = Dictionary(text, path).parse();
  header.data_offset = file.tellg();
  if (!size_in_bytes(header)) throw_broken(path, "its shape is larger than any file");
  return header;
}

std::string npy_header_text(const std::vector<std::int64_t>& shape, NpyType type) {
  std::string sizes;
  for (const std::int64_t length : shape) sizes += fmt::format("{},", length);
  const char order = bytes_of(type) == 1                          ? '|'
                     : std::endian::native == std::endian::little ? '<'
                                                                  : '>';
  std::string text = fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': ({}), }}",
                                 order, name_of(type).name, sizes);
  const std::size_t before = kMagic.size() + 4;  // version and length
  text.append(kAlignment - (before + text.size() + 1) % kAlignment, ' ');
  text += '\n';
  std::string header(kMagic);
  header += {'\x01', '\x00', static_cast<char>(text.size() & 0xFFU),
             static_cast<char>(text.size() >> 8U)};
  return header + text;
}

}  // namespace scarp::dataset
