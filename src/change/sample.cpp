#include "change/sample.h"

#include <algorithm>
#include <cmath>

#include "change/calibration.h"
#include "change/ground.h"

namespace scarp::change {
namespace {

constexpr std::int64_t kSmallRaster = std::int64_t{1} << 20;  // cells that are all used
constexpr int kSmallTile = 128;
constexpr int kBlocks = 16;      // along each edge of a large raster
constexpr int kBlockEdge = 64;   // cells
constexpr int kFileBlock = 512;  // edge of a block in most tiled files
constexpr std::size_t kTogether = 4;
constexpr std::size_t kEnoughCells = 50000;

// Tiles that follow each other may share a block of the files: one thread, which decodes it once.
std::vector<Evidence> describe_tiles(const Series& series, const std::vector<Tile>& tiles,
                                     ThreadPool& threads) {
  std::vector<Evidence> evidence(tiles.size());
  const std::size_t groups = (tiles.size() + kTogether - 1) / kTogether;
  threads.parallel_for(static_cast<std::int64_t>(groups), [&](std::int64_t group) {
    const std::size_t first = static_cast<std::size_t>(group) * kTogether;
    for (std::size_t i = first; i < std::min(first + kTogether, tiles.size()); ++i) {
      evidence[i] = read_evidence(series, tiles[i].padded);
      describe_ground(evidence[i], series);
    }
  });
  return evidence;
}

// First cell of block `index` of kBlocks along an edge. Two at a time lie in one block of the
// files, where those are as far apart as that: to decode files costs more than all that is done
// with it.
int block_start(int index, int length) {
  const std::int64_t pairs = kBlocks / 2;
  if (length < pairs * kFileBlock) {
    return static_cast<int>((2LL * index + 1) * length / (2LL * kBlocks)) - kBlockEdge / 2;
  }
  const std::int64_t centre = (2LL * (index / 2) + 1) * length / (2 * pairs);
  const int file_block = static_cast<int>(centre / kFileBlock) * kFileBlock;
  const int quarter = (1 + 2 * (index % 2)) * kFileBlock / 4;
  return std::min(file_block + quarter, length) - kBlockEdge / 2;
}

// How many cells of each block have data, in the first date before the event.
Image<int> cells_with_data(const Series& series, ThreadPool& threads) {
  const Size size = series.grid.size();
  Image<int> counts(
      Size{(size.rows + kBlockEdge - 1) / kBlockEdge, (size.cols + kBlockEdge - 1) / kBlockEdge});
  const Acquisition& date = series.polarisations.front().before.front();
  const std::vector<Tile> rows_of_blocks = strips(size, kBlockEdge, 0);
  threads.parallel_for(counts.rows(), [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    const Window& strip = rows_of_blocks[static_cast<std::size_t>(r)].inner;
    const Image<float> values = log_power(date, strip, series.units);
    for (int i = 0; i < values.rows(); ++i) {
      for (int col = 0; col < values.cols(); ++col) {
        counts(row, col / kBlockEdge) += std::isnan(values(i, col)) ? 0 : 1;
      }
    }
  });
  return counts;
}

// The blocks of which at least `share` has data.
std::vector<Tile> blocks_with_data(const Image<int>& counts, Size size, double share) {
  std::vector<Tile> found;
  for (int row = 0; row < counts.rows(); ++row) {
    for (int col = 0; col < counts.cols(); ++col) {
      const Window block =
          intersect({row * kBlockEdge, col * kBlockEdge, kBlockEdge, kBlockEdge}, whole(size));
      const auto cells = static_cast<double>(block.size().cells());
      if (counts(row, col) == 0 || counts(row, col) < share * cells) continue;
      found.push_back({block, grow(block, kHalo, size)});
    }
  }
  return found;
}

// As many blocks with data as a sample holds, evenly spread over all there are: those of which half
// has data, or in a narrow valley any.
std::vector<Tile> tiles_with_data(const Series& series, ThreadPool& threads) {
  const Image<int> counts = cells_with_data(series, threads);
  std::vector<Tile> found = blocks_with_data(counts, series.grid.size(), 0.5);
  if (found.size() * kBlockEdge * kBlockEdge / 2 < kEnoughCells) {
    found = blocks_with_data(counts, series.grid.size(), 0);
  }
  constexpr std::size_t kMost = std::size_t{kBlocks} * kBlocks;
  if (found.size() <= kMost) return found;
  std::vector<Tile> chosen;
  for (std::size_t i = 0; i < kMost; ++i) chosen.push_back(found[i * found.size() / kMost]);
  return chosen;
}

}  // namespace

std::size_t Sample::cells() const {
  std::size_t count = 0;
  for_each_cell(*this, [&](const Evidence&, int, int) { ++count; });
  return count;
}

std::vector<Tile> sample_tiles(Size size) {
  if (size.cells() <= kSmallRaster) return tiles(size, kSmallTile, kHalo);
  std::vector<Tile> blocks;
  for (int i = 0; i < kBlocks * kBlocks; ++i) {
    // By twos in both directions, so that what lies together follows each other.
    const int row = 2 * (i / (2 * kBlocks)) + i / 2 % 2;
    const int col = 2 * (i / 4 % (kBlocks / 2)) + i % 2;
    const Window block = intersect(
        {block_start(row, size.rows), block_start(col, size.cols), kBlockEdge, kBlockEdge},
        whole(size));
    blocks.push_back({block, grow(block, kHalo, size)});
  }
  return blocks;
}

Sample read_sample(const Series& series, ThreadPool& threads) {
  Sample sample{sample_tiles(series.grid.size()), {}};
  sample.evidence = describe_tiles(series, sample.tiles, threads);
  // An island in the sea or a clipped area can lie between the blocks.
  if (series.grid.size().cells() > kSmallRaster && sample.cells() < kEnoughCells) {
    Sample other{tiles_with_data(series, threads), {}};
    other.evidence = describe_tiles(series, other.tiles, threads);
    if (other.cells() > sample.cells()) return other;
  }
  return sample;
}

std::vector<float> gather(const Sample& sample, const std::vector<Image<float>>& images) {
  std::vector<float> values;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    const auto tile = static_cast<std::size_t>(&evidence - sample.evidence.data());
    values.push_back(images[tile](row, col));
  });
  return values;
}

}  // namespace scarp::change
