#include "geo/cog_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <ranges>
#include <string>

#include "geo/tile_codec.h"

namespace scarp::geo {
namespace {

// Numbers of tags.
constexpr std::uint16_t kSubfileType = 254;
constexpr std::uint16_t kWidth = 256;
constexpr std::uint16_t kHeight = 257;
constexpr std::uint16_t kTileOffsets = 324;
constexpr std::uint16_t kTileByteCounts = 325;

// What an overview says of itself: how cells are stored, not where they are.
constexpr std::array<std::uint16_t, 14> kOverviewTags{258, 259, 262, 277, 284, 317, 320,
                                                      322, 323, 338, 339, 347, 512, 42113};

constexpr std::uint64_t kLeader_bytes = 4;
constexpr std::uint64_t kTrailer_bytes = 4;

// GDAL's way to tell readers what they may rely on (its documentation of the COG driver).
std::string promises() {
  const std::string words =
      "LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n"
      "BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ";
  const std::string area =
      fmt::format("GDAL_STRUCTURAL_METADATA_SIZE={:06} bytes\n{}", words.size(), words);
  return area.size() % 2 == 0 ? area : area + '\0';
}

std::vector<TiffTag> tags_of_level(const std::vector<TiffTag>& tags, const CogLevel& level,
                                   bool overview, std::uint64_t& offset, bool big) {
  std::vector<TiffTag> result;
  for (const TiffTag& tag : tags) {
    const bool replaced = tag.id == kSubfileType || tag.id == kWidth || tag.id == kHeight ||
                          tag.id == kTileOffsets || tag.id == kTileByteCounts;
    const bool kept = !overview || std::find(kOverviewTags.begin(), kOverviewTags.end(), tag.id) !=
                                       kOverviewTags.end();
    if (kept && !replaced) result.push_back(tag);
  }
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint64_t> counts;
  for (const BlockStore::Place& block : level.blocks) {
    offsets.push_back(offset + kLeader_bytes);
    counts.push_back(block.bytes);
    offset += kLeader_bytes + block.bytes + kTrailer_bytes;
  }
  if (overview) result.push_back(tiff_tag(kSubfileType, 4, {1}));
  result.push_back(tiff_tag(kWidth, 4, {static_cast<std::uint64_t>(level.size.cols)}));
  result.push_back(tiff_tag(kHeight, 4, {static_cast<std::uint64_t>(level.size.rows)}));
  result.push_back(tiff_tag(kTileOffsets, big ? 8 : 4, offsets));
  result.push_back(tiff_tag(kTileByteCounts, 4, counts));
  std::sort(result.begin(), result.end(),
            [](const TiffTag& a, const TiffTag& b) { return a.id < b.id; });
  return result;
}

// Everything before the blocks, the first of which is at `data`.
std::string head(const std::vector<TiffTag>& tags, const std::vector<CogLevel>& levels,
                 std::uint64_t data, bool big) {
  std::vector<std::vector<TiffTag>> directories(levels.size());
  std::uint64_t offset = data;
  for (std::size_t i = levels.size(); i-- > 0;) {
    directories[i] = tags_of_level(tags, levels[i], i > 0, offset, big);
  }
  std::string file = "II";
  append_number(big ? 43 : 42, 2, file);
  if (big) append_number(8, 4, file);  // bytes of an offset
  const std::string area = promises();
  append_number(file.size() + (big ? 8 : 4) + area.size(), big ? 8 : 4, file);
  file += area;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::size_t bytes = tiff_directory(directories[i], 0, 0, big).size();
    const bool last = i + 1 == levels.size();
    file += tiff_directory(directories[i], file.size(), last ? 0 : file.size() + bytes, big);
  }
  return file;
}

std::string head(const std::vector<TiffTag>& tags, const std::vector<CogLevel>& levels) {
  std::uint64_t bytes = 0;
  for (const CogLevel& level : levels) {
    for (const BlockStore::Place& block : level.blocks) {
      bytes += kLeader_bytes + block.bytes + kTrailer_bytes;
    }
  }
  const std::uint64_t plain = head(tags, levels, 0, false).size();
  const bool big = plain + bytes > std::numeric_limits<std::uint32_t>::max();
  return head(tags, levels, head(tags, levels, 0, big).size(), big);
}

// The length of a block before it and its last bytes once more after it.
void write_framed(const std::string& block, std::ofstream& stream) {
  std::string leader;
  append_number(block.size(), kLeader_bytes, leader);
  std::string trailer =
      block.substr(block.size() - std::min<std::size_t>(block.size(), kTrailer_bytes));
  trailer.resize(kTrailer_bytes);
  stream << leader << block << trailer;
}

}  // namespace

void write_cog_file(const OutputFile& file, const std::vector<TiffTag>& tags,
                    const std::vector<CogLevel>& levels, BlockStore& blocks) {
  std::ofstream stream(file.aside(), std::ios::binary);
  stream << head(tags, levels);
  for (const CogLevel& level : std::views::reverse(levels)) {
    for (const BlockStore::Place& place : level.blocks) write_framed(blocks.take(place), stream);
  }
  stream.close();
  if (!stream) throw_unwritten(file.target(), std::strerror(errno));
}

}  // namespace scarp::geo
