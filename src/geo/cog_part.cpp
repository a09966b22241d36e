#include "geo/cog_part.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "core/error.h"

namespace scarp::geo {
namespace {

namespace fs = std::filesystem;

// A tile in the file: where it is in the pyramid, then its block or its cells. The last one has no
// place; so a file that was cut off is known as such.
struct Entry {
  std::uint64_t level = 0;
  std::uint64_t index = 0;
  std::uint64_t done = 0;    // its block follows; else its cells
  std::int64_t missing = 0;  // values, of cells
  std::uint64_t bytes = 0;
};
constexpr std::uint64_t kNoLevel = ~std::uint64_t{0};

class PartWriter {
 public:
  explicit PartWriter(const OutputFile& file) : file_(file), out_(file.aside(), std::ios::binary) {}

  template <typename Bytes>
  void add(Entry entry, const Bytes& bytes) {
    entry.bytes = bytes.size();
    out_.write(reinterpret_cast<const char*>(&entry), sizeof(entry));
    out_.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }

  void finish() {
    add({kNoLevel}, std::string());
    out_.close();
    if (!out_) throw_unwritten(file_.target(), "its part of the raster");
  }

 private:
  const OutputFile& file_;
  std::ofstream out_;
};

class PartReader {
 public:
  explicit PartReader(const fs::path& part) : part_(part), in_(part, std::ios::binary) {}

  // Nothing after the last one.
  std::optional<Entry> next() {
    Entry entry;
    in_.read(reinterpret_cast<char*>(&entry), sizeof(entry));
    require(in_.good());
    if (entry.level == kNoLevel) return std::nullopt;
    return entry;
  }

  // Passes over a block, which stays there.
  BlockStore::Place pass_block(const Entry& entry, std::size_t most, std::uint32_t file) {
    require(entry.bytes <= most);
    const auto at = static_cast<std::uint64_t>(in_.tellg());
    in_.seekg(static_cast<std::streamoff>(entry.bytes), std::ios::cur);
    return BlockStore::place_in(file, at, static_cast<std::uint32_t>(entry.bytes));
  }

  TileCells cells(const Entry& entry) {
    TileCells result(entry.bytes);
    in_.read(reinterpret_cast<char*>(result.data()), static_cast<std::streamsize>(entry.bytes));
    require(in_.good());
    return result;
  }

  void require(bool right) const {
    if (right) return;
    throw Error({"is not there, or not whole: all ranks have to see the same folder",
                 part_.string(), "Choose a folder on a file system that the hosts share"});
  }

 private:
  const fs::path& part_;
  std::ifstream in_;
};

}  // namespace

void write_cog_part(const OutputFile& file, const std::vector<CogLevel>& levels, TilePyramid& tiles,
                    BlockStore& blocks) {
  PartWriter writer(file);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    for (std::size_t i = 0; i < levels[level].blocks.size(); ++i) {
      const TilePlace place{level, i};
      const TilePyramid::State state = tiles.state(place);
      if (state == TilePyramid::State::untouched) continue;
      if (state == TilePyramid::State::done) {
        writer.add({level, i, 1}, blocks.take(levels[level].blocks[i]));
      } else {
        const PartialTile tile = tiles.partial(place);
        writer.add({level, i, 0, tile.missing}, tile.cells);
      }
    }
  }
  writer.finish();
}

void add_cog_part(const fs::path& part, std::vector<CogLevel>& levels, TilePyramid& tiles,
                  BlockStore& blocks) {
  PartReader reader(part);
  const std::uint32_t file = blocks.adopt(part);
  const std::size_t most = 2 * tiles.tile_bytes() + 1024;  // what does not get smaller grows little
  while (const auto entry = reader.next()) {
    reader.require(entry->level < levels.size() &&
                   entry->index < levels[entry->level].blocks.size());
    const TilePlace place{entry->level, entry->index};
    if (entry->done != 0) {
      tiles.set_done(place);
      levels[place.level].blocks[place.index] = reader.pass_block(*entry, most, file);
    } else {
      reader.require(entry->bytes == tiles.tile_bytes());
      tiles.add(place, {entry->missing, reader.cells(*entry)});
    }
  }
}

}  // namespace scarp::geo
