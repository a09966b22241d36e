#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "core/error.h"
#include "core/memory.h"
#include "dataset/npy.h"

namespace scarp::dataset {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kChunk = 1 << 18;  // values read at a time

struct Half {
  std::uint16_t bits;
};

// IEEE 754 binary16.
float to_float(Half half) {
  const int exponent = half.bits >> 10U & 0x1FU;
  const auto fraction = static_cast<float>(half.bits & 0x3FFU);
  float magnitude = 0;
  if (exponent == 0) {
    magnitude = std::ldexp(fraction, -24);
  } else if (exponent < 31) {
    magnitude = std::ldexp(1024 + fraction, exponent - 25);
  } else {
    magnitude = fraction == 0 ? std::numeric_limits<float>::infinity()
                              : std::numeric_limits<float>::quiet_NaN();
  }
  return (half.bits & 0x8000U) != 0 ? -magnitude : magnitude;
}

struct Truth {
  std::uint8_t byte;
};
float to_float(Truth truth) { return truth.byte != 0 ? 1 : 0; }

template <typename T>
float to_float(T value) {
  return static_cast<float>(value);
}

template <typename T>
bool holds(T value, float narrow) {
  if constexpr (std::is_integral_v<T> && sizeof(T) > 2) {
    // 2^63 and 2^64 are floats, but out of the range of their integers.
    constexpr auto kBeyond = static_cast<float>(std::numeric_limits<T>::max());
    return narrow < kBeyond && static_cast<T>(narrow) == value;
  } else if constexpr (std::is_same_v<T, double>) {
    return std::isinf(narrow) == std::isinf(value);
  } else {
    return true;
  }
}

// Index of the first value that float32 does not hold; `count` when there is none.
template <typename T>
std::int64_t convert(const char* bytes, std::int64_t count, bool swapped, float* values) {
  for (std::int64_t i = 0; i < count; ++i) {
    std::array<char, sizeof(T)> raw{};
    std::memcpy(raw.data(), bytes + i * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
    if (swapped) std::reverse(raw.begin(), raw.end());
    const auto stored = std::bit_cast<T>(raw);
    values[i] = to_float(stored);
    if (!holds(stored, values[i])) return i;
  }
  return count;
}

std::int64_t convert(const NpyHeader& header, const char* bytes, std::int64_t count,
                     float* values) {
  switch (header.type) {
    case NpyType::b1:
      return convert<Truth>(bytes, count, header.swapped, values);
    case NpyType::i1:
      return convert<std::int8_t>(bytes, count, header.swapped, values);
    case NpyType::i2:
      return convert<std::int16_t>(bytes, count, header.swapped, values);
    case NpyType::i4:
      return convert<std::int32_t>(bytes, count, header.swapped, values);
    case NpyType::i8:
      return convert<std::int64_t>(bytes, count, header.swapped, values);
    case NpyType::u1:
      return convert<std::uint8_t>(bytes, count, header.swapped, values);
    case NpyType::u2:
      return convert<std::uint16_t>(bytes, count, header.swapped, values);
    case NpyType::u4:
      return convert<std::uint32_t>(bytes, count, header.swapped, values);
    case NpyType::u8:
      return convert<std::uint64_t>(bytes, count, header.swapped, values);
    case NpyType::f2:
      return convert<Half>(bytes, count, header.swapped, values);
    case NpyType::f4:
      return convert<float>(bytes, count, header.swapped, values);
    case NpyType::f8:
      break;
  }
  return convert<double>(bytes, count, header.swapped, values);
}

// Values of a file in its own order.
class ValueReader {
 public:
  ValueReader(std::ifstream file, const NpyHeader& header, const fs::path& path)
      : file_(std::move(file)), header_(header), path_(path) {}

  // [first, first + count), chunk by chunk into `take(index, values, count)`.
  template <typename Take>
  void read(std::int64_t first, std::int64_t count, const Take& take) {
    const std::int64_t size = bytes_of(header_.type);
    const auto room = static_cast<std::size_t>(std::min(count, kChunk));
    if (values_.size() < room) {
      bytes_.resize(room * static_cast<std::size_t>(size));
      values_.resize(room);
    }
    file_.seekg(header_.data_offset + first * size);
    for (std::int64_t done = 0; done < count;) {
      const std::int64_t part = std::min(kChunk, count - done);
      file_.read(bytes_.data(), part * size);
      if (!file_) throw Error({"reading it failed", path_.string(), ""});
      const std::int64_t good = convert(header_, bytes_.data(), part, values_.data());
      if (good < part) refuse(first + done + good);
      take(first + done, values_.data(), part);
      done += part;
    }
  }

 private:
  [[noreturn]] void refuse(std::int64_t index) const {
    throw Error({fmt::format("value {} is beyond what 32-bit floats hold", index), path_.string(),
                 "Scale the array, or check what it holds"});
  }

  std::ifstream file_;
  const NpyHeader& header_;
  const fs::path& path_;
  std::vector<char> bytes_;
  std::vector<float> values_;
};

// Puts values of a file in Fortran order at their places in C order, from the item `first` on.
class Transposer {
 public:
  Transposer(const std::vector<std::int64_t>& shape, std::int64_t first, std::vector<float>& result)
      : shape_(shape), first_(first), result_(result), strides_(shape.size(), 1) {
    for (std::size_t axis = shape.size(); axis-- > 1;) {
      strides_[axis - 1] = strides_[axis] * shape[axis];
    }
  }

  void put(std::int64_t index, float value) {
    std::int64_t rest = index / shape_[0];
    std::int64_t place = (index % shape_[0] - first_) * strides_[0];
    for (std::size_t axis = 1; axis < shape_.size(); ++axis) {
      place += rest % shape_[axis] * strides_[axis];
      rest /= shape_[axis];
    }
    result_[static_cast<std::size_t>(place)] = value;
  }

 private:
  const std::vector<std::int64_t>& shape_;
  std::int64_t first_;
  std::vector<float>& result_;
  std::vector<std::int64_t> strides_;
};

// Items [first, first + count) of a file in Fortran order. Of each place in an item those of all
// items lie side by side: just the wanted ones are read, so that pieces cost what the whole does.
void read_turned(ValueReader& reader, const std::vector<std::int64_t>& shape, std::int64_t first,
                 std::int64_t count, std::vector<float>& result) {
  Transposer transposer(shape, first, result);
  const auto take = [&](std::int64_t index, const float* values, std::int64_t part) {
    for (std::int64_t i = 0; i < part; ++i) transposer.put(index + i, values[i]);
  };
  const auto total = static_cast<std::int64_t>(result.size());
  if (count == shape[0]) return reader.read(0, total, take);
  for (std::int64_t run = 0; run < total / count; ++run) {
    reader.read(run * shape[0] + first, count, take);
  }
}

// Pipes and devices would be waited for without end.
std::ifstream open(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) throw Error({"no such file", path.string(), "Check the path"});
  if (!fs::is_regular_file(status)) throw Error({"is not a file", path.string(), ""});
  std::ifstream file;
  file.rdbuf()->pubsetbuf(nullptr, 0);  // short pieces far apart: nothing read beyond them
  file.open(path, std::ios::binary);
  if (!file) throw Error({"cannot be read", path.string(), "Check its permissions"});
  return file;
}

void require_size(const NpyHeader& header, const fs::path& path) {
  const auto found = static_cast<std::int64_t>(fs::file_size(path)) - header.data_offset;
  const std::int64_t expected = header.values() * bytes_of(header.type);
  if (found == expected) return;
  throw Error({fmt::format("has {} bytes of values, but its header promises {}", found, expected),
               path.string(), "The file is damaged: copy or download it again"});
}

}  // namespace

NpyFile::NpyFile(fs::path path) : path_(std::move(path)) {
  std::ifstream file = open(path_);
  header_ = read_npy_header(file, path_);
  require_size(header_, path_);
}

std::vector<float> NpyFile::read(std::int64_t first, std::int64_t count) const {
  if (first < 0 || count < 0 || count > items() - first) {
    throw Error({fmt::format("items {} to {} were asked for, but there are {}", first,
                             first + count, items()),
                 path_.string(), ""});
  }
  if (header_.values() == 0) return {};
  const std::int64_t item = header_.values() / items();
  const double bytes = static_cast<double>(count * item) * sizeof(float);
  if (bytes > memory_bytes()) {
    throw Error({fmt::format("its {:.1f} GB do not fit into memory", bytes / 1e9), path_.string(),
                 "Use a machine with more memory, or a smaller array"});
  }
  std::vector<float> result(static_cast<std::size_t>(count * item));
  ValueReader reader(open(path_), header_, path_);
  if (header_.fortran && shape().size() > 1 && count > 0) {
    read_turned(reader, shape(), first, count, result);
    return result;
  }
  reader.read(first * item, count * item,
              [&](std::int64_t index, const float* values, std::int64_t part) {
                std::copy(values, values + part, result.begin() + (index - first * item));
              });
  return result;
}

Array read_npy(const fs::path& path) {
  const NpyFile file(path);
  return {file.shape(), file.read(0, file.items())};
}

}  // namespace scarp::dataset
