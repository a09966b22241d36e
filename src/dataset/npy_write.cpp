#include <fmt/format.h>

#include <functional>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "dataset/npy.h"

namespace scarp::dataset {
namespace fs = std::filesystem;
namespace {

std::int64_t product(const std::vector<std::int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

[[noreturn]] void throw_unwritten(const fs::path& path) {
  throw Error(
      {"cannot be written", path.string(), "Check the folder's permissions and free space"});
}

template <typename T>
void write_whole(const fs::path& path, const std::vector<std::int64_t>& shape, NpyType type,
                 const T* values) {
  NpyWriter writer(path, shape, type);
  writer.append(values, product(shape));
  writer.finish();
}

}  // namespace

NpyWriter::NpyWriter(fs::path path, const std::vector<std::int64_t>& shape, NpyType type)
    : path_(std::move(path)),
      file_(path_, std::ios::binary | std::ios::trunc),
      type_(type),
      missing_(product(shape)) {
  file_ << npy_header_text(shape, type);
  if (!file_) throw_unwritten(path_);
}

void NpyWriter::append(const float* values, std::int64_t count) {
  append_bytes(values, count, NpyType::f4);
}

void NpyWriter::append(const std::uint8_t* values, std::int64_t count) {
  append_bytes(values, count, NpyType::u1);
}

void NpyWriter::append_bytes(const void* bytes, std::int64_t count, NpyType type) {
  if (type != type_ || count > missing_) {
    throw Error({"values that were not announced", path_.string(), ""});
  }
  file_.write(static_cast<const char*>(bytes), count * bytes_of(type));
  if (!file_) throw_unwritten(path_);
  missing_ -= count;
}

void NpyWriter::finish() {
  if (missing_ != 0) {
    throw Error({fmt::format("{} values are missing", missing_), path_.string(), ""});
  }
  file_.close();
  if (!file_) throw_unwritten(path_);
}

void write_npy(const fs::path& path, const std::vector<std::int64_t>& shape, const float* values) {
  write_whole(path, shape, NpyType::f4, values);
}

void write_npy(const fs::path& path, const std::vector<std::int64_t>& shape,
               const std::uint8_t* values) {
  write_whole(path, shape, NpyType::u1, values);
}

}  // namespace scarp::dataset
