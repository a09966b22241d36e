#pragma once

#include <array>
#include <cstdint>

// Private to winograd_transposed.cpp: the arithmetic on tiles, in registers of several widths.

namespace scarp::kernels::winograd_transposed {

inline constexpr int kTile = 4;   // edge of a tile, of whose pixels each becomes 2×2
inline constexpr int kReach = 5;  // and of its input
inline constexpr int kLine = 9;   // a line of it at five points, then the tile's four as they are
inline constexpr int kPlanes = kLine * kLine;
inline constexpr int kSlots = 6;   // of a line that have weights of their own
inline constexpr int kTiles = 16;  // at a time: what they need stays in the second-level cache

/// Where a run works.
struct Work {
  int rows, cols, inputs, outputs;
  const float* src;
  std::array<float*, 4> dst;          ///< pixels (0, 0), (0, 1), (1, 0), (1, 1) of each 2×2
  std::int64_t row_step, pixel_step;  ///< between pixels of one of these, floats
  const float* weights;               ///< (36, blocks of outputs, inputs, outputs of a block)
  const float* bias;
  bool relu;
  float* v;     ///< (81, tiles, inputs), matrix() floats apart
  float* m;     ///< (81, tiles, outputs), likewise
  float* zero;  ///< a pixel beyond the edge
};

/// Floats from one of the 81 matrices to the next.
inline std::int64_t matrix(int channels) {
  constexpr int kCacheLine = 16;  // keeps them from the same sets of the cache
  return std::int64_t{kTiles} * channels + kCacheLine;
}

/// `width` is one of winograd::widths().
void convolve(const Work& work, int width);

}  // namespace scarp::kernels::winograd_transposed
