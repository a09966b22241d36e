#include "change/sample.h"

namespace scarp::change {
namespace {

constexpr std::int64_t kSmallRaster = std::int64_t{1} << 20;  // cells that are all used
constexpr int kSmallTile = 128;
constexpr int kBlocks = 16;     // along each edge of a large raster
constexpr int kBlockEdge = 64;  // cells

}  // namespace

std::vector<Tile> sample_tiles(Size size) {
  if (size.cells() <= kSmallRaster) return tiles(size, kSmallTile, kHalo);
  std::vector<Tile> blocks;
  for (int i = 0; i < kBlocks; ++i) {
    for (int j = 0; j < kBlocks; ++j) {
      const auto start = [](int index, int length) {
        const std::int64_t centre = (2LL * index + 1) * length / (2 * kBlocks);
        return static_cast<int>(centre) - kBlockEdge / 2;
      };
      const Window block = intersect(
          {start(i, size.rows), start(j, size.cols), kBlockEdge, kBlockEdge}, whole(size));
      blocks.push_back({block, grow(block, kHalo, size)});
    }
  }
  return blocks;
}

Sample read_sample(const Series& series, ThreadPool& threads) {
  Sample sample{sample_tiles(series.grid.size()), {}};
  sample.evidence.resize(sample.tiles.size());
  threads.parallel_for(static_cast<std::int64_t>(sample.tiles.size()), [&](std::int64_t i) {
    Evidence& evidence = sample.evidence[static_cast<std::size_t>(i)];
    evidence = read_evidence(series, sample.tiles[static_cast<std::size_t>(i)].padded);
    describe_ground(evidence, series);
  });
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
