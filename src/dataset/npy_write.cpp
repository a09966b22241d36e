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
  writer.write(0, values, product(shape));
  writer.finish();
}

}  // namespace

NpyWriter::NpyWriter(fs::path path, const std::vector<std::int64_t>& shape, NpyType type)
    : path_(std::move(path)),
      file_(path_, std::ios::binary | std::ios::trunc),
      type_(type),
      total_(product(shape)) {
  const std::string header = npy_header_text(shape, type);
  data_offset_ = static_cast<std::int64_t>(header.size());
  file_ << header;
  if (!file_) throw_unwritten(path_);
}

void NpyWriter::write(std::int64_t first, const float* values, std::int64_t count) {
  write_bytes(first, values, count, NpyType::f4);
}

void NpyWriter::write(std::int64_t first, const std::uint8_t* values, std::int64_t count) {
  write_bytes(first, values, count, NpyType::u1);
}

void NpyWriter::write_bytes(std::int64_t first, const void* bytes, std::int64_t count,
                            NpyType type) {
  if (type != type_ || first < 0 || count > total_ - first) {
    throw Error({"values that were not announced", path_.string(), ""});
  }
  file_.seekp(data_offset_ + first * bytes_of(type));
  file_.write(static_cast<const char*>(bytes), count * bytes_of(type));
  if (!file_) throw_unwritten(path_);
  written_ += count;
}

void NpyWriter::finish() {
  if (written_ != total_) {
    throw Error(
        {fmt::format("{} of {} values were written", written_, total_), path_.string(), ""});
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
