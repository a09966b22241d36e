#include "geo/block_store.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/memory.h"

namespace scarp::geo {
namespace {

// Bytes of the blocks of all files that are being written.
constexpr double kMostInMemory = 16 << 20;
std::atomic<std::size_t> in_memory{0};

}  // namespace

BlockStore::~BlockStore() { in_memory -= memory_bytes_; }

void BlockStore::require_written() const {
  if (!file_)
    throw_unwritten(output_.target(), std::string("scratch file, ") + std::strerror(errno));
}

BlockStore::Place BlockStore::add(std::string block) {
  const std::lock_guard lock(mutex_);
  const auto bytes = static_cast<std::uint32_t>(block.size());
  if (static_cast<double>(in_memory + bytes) <= kMostInMemory * memory_share()) {
    in_memory += bytes;
    memory_bytes_ += bytes;
    memory_.push_back(std::move(block));
    return {Place::Kind::memory, 0, memory_.size() - 1, bytes};
  }
  using std::ios;
  if (!file_.is_open()) {
    file_.open(output_.scratch("blocks"), ios::in | ios::out | ios::trunc | ios::binary);
  }
  file_.write(block.data(), bytes);
  require_written();
  file_bytes_ += bytes;
  return {Place::Kind::own_file, 0, file_bytes_ - bytes, bytes};
}

std::uint32_t BlockStore::adopt(const std::filesystem::path& file) {
  adopted_.emplace_back(file, std::ios::binary);
  return static_cast<std::uint32_t>(adopted_.size() - 1);
}

std::string BlockStore::take(const Place& place) {
  if (place.kind == Place::Kind::memory) {
    in_memory -= place.bytes;
    memory_bytes_ -= place.bytes;
    return std::exchange(memory_[place.at], {});
  }
  std::string block(place.bytes, '\0');
  if (place.kind == Place::Kind::adopted) {
    std::ifstream& file = adopted_[place.file];
    file.seekg(static_cast<std::streamoff>(place.at));
    file.read(block.data(), place.bytes);
    if (!file) throw_unwritten(output_.target(), "a part of it cannot be read");
    return block;
  }
  file_.seekg(static_cast<std::streamoff>(place.at));
  file_.read(block.data(), place.bytes);
  require_written();
  return block;
}

}  // namespace scarp::geo
