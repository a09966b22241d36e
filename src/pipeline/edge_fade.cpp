#include "pipeline/edge_fade.h"

#include <algorithm>
#include <cmath>

#include "core/mask.h"
#include "map/edge_distance.h"

namespace scarp::pipeline {
namespace {

constexpr int kTile = 512;
constexpr int kSquare = 16;  // cells; tiles are whole squares

bool unseen(std::uint8_t mask) {
  return has(mask, MaskBit::no_data) || has(mask, MaskBit::outside);
}

// Whether most cells of a square are seen.
bool is_seen(const MaskImage& mask, const Window& square) {
  std::int64_t missing = 0;
  for (int row = square.row; row < square.row_end(); ++row) {
    const std::uint8_t* cells = mask.row(row);
    missing += std::count_if(cells + square.col, cells + square.col_end(), unseen);
  }
  return 2 * missing < square.size().cells();
}

Image<std::uint8_t> seen_squares(const TrackFiles& track, ThreadPool& threads) {
  const Size size = track.grid().size();
  Image<std::uint8_t> seen(
      Size{(size.rows + kSquare - 1) / kSquare, (size.cols + kSquare - 1) / kSquare});
  const std::vector<Tile> pieces = tiles(size, kTile, 0);
  threads.parallel_for(static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    const Window& window = pieces[static_cast<std::size_t>(i)].inner;
    const MaskImage mask = track.mask(window);
    for (const Tile& square : tiles(window.size(), kSquare, 0)) {
      const Window& inner = square.inner;
      seen((window.row + inner.row) / kSquare, (window.col + inner.col) / kSquare) =
          is_seen(mask, inner) ? 1 : 0;
    }
  });
  return seen;
}

/// Where a cell lies between the middles of two squares.
struct Between {
  int first = 0;
  int second = 0;
  float share = 0;  // of the second
};

Between between(int cell, int squares) {
  const float at = (static_cast<float>(cell) + 0.5F) / kSquare - 0.5F;
  const int first = static_cast<int>(std::floor(at));
  return {std::clamp(first, 0, squares - 1), std::clamp(first + 1, 0, squares - 1),
          at - static_cast<float>(first)};
}

float mixed(float a, float b, float share) { return a + share * (b - a); }

}  // namespace

EdgeFade::EdgeFade(const TrackFiles& track, ThreadPool& threads)
    : coarse_(map::edge_distance(seen_squares(track, threads))) {
  constexpr float kWhole = static_cast<float>(kFadeCells) / kSquare;
  // The border runs half a square off the middle of the last one.
  for (float& one : coarse_.values()) one = std::min(one, kWhole + 1.5F) / kWhole - 0.5F / kWhole;
}

Image<float> EdgeFade::weights(const Window& window) const {
  if (coarse_.values().empty()) return {};
  Image<float> result(window.size());
  bool faded = false;
  for (int row = 0; row < window.rows; ++row) {
    const Between down = between(window.row + row, coarse_.rows());
    for (int col = 0; col < window.cols; ++col) {
      const Between across = between(window.col + col, coarse_.cols());
      const auto along = [&](int r) {
        return mixed(coarse_(r, across.first), coarse_(r, across.second), across.share);
      };
      const float weight = mixed(along(down.first), along(down.second), down.share);
      result(row, col) = std::clamp(weight, 0.0F, 1.0F);
      faded = faded || weight < 1;
    }
  }
  return faded ? result : Image<float>();
}

}  // namespace scarp::pipeline
