#pragma once

#include <vector>

#include "change/evidence.h"
#include "core/thread_pool.h"

namespace scarp::change {

/// The part of the raster that the calibration is estimated from: all of it when it is small, else
/// 256 blocks spread evenly, or spread over the ground where that is only a small part. Tiles,
/// threads and other settings have no say in it.
struct Sample {
  std::vector<Tile> tiles;
  std::vector<Evidence> evidence;  ///< of each tile's padded window

  std::size_t cells() const;  ///< that are assessable

  /// The cells of tile i, counted from its evidence's own window.
  Window inner(std::size_t i) const {
    const Window& tile = tiles[i].inner;
    const Window& window = evidence[i].window;
    return {tile.row - window.row, tile.col - window.col, tile.rows, tile.cols};
  }
};

std::vector<Tile> sample_tiles(Size size);

/// Reads the sample and describes its ground.
Sample read_sample(const Series& series, ThreadPool& threads);

/// Calls `visit(evidence, row, col)` for the assessable cells inside the sample's tiles, in a fixed
/// order; row and column count from the evidence's own window.
template <typename Visit>
void for_each_cell(const Sample& sample, const Visit& visit) {
  for (std::size_t i = 0; i < sample.tiles.size(); ++i) {
    const Evidence& evidence = sample.evidence[i];
    const Window inner = sample.inner(i);
    for (int row = inner.row; row < inner.row_end(); ++row) {
      for (int col = inner.col; col < inner.col_end(); ++col) {
        if (evidence.mask(row, col) == 0) visit(evidence, row, col);
      }
    }
  }
}

/// The values `images[i]` has in the cells of tile i that for_each_cell visits.
std::vector<float> gather(const Sample& sample, const std::vector<Image<float>>& images);

}  // namespace scarp::change
