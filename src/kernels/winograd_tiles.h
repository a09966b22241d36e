#pragma once

#include <cstdint>

// Private to winograd.cpp: the arithmetic on tiles, in registers of several widths.

namespace scarp::kernels::winograd {

inline constexpr int kTile = 4;     // edge of a tile's output
inline constexpr int kReach = 6;    // and of its input
inline constexpr int kPoints = 36;  // products for each tile
inline constexpr int kTiles = 32;   // at a time: what they need stays in the second-level cache

/// Where a run works.
struct Work {
  int rows, cols, inputs, outputs;
  const float* src;
  const float* other;
  float* dst;
  const float* weights;  ///< (36, blocks of outputs, inputs, outputs of a block)
  const float* bias;
  bool relu;
  float* v;     ///< (36, tiles, inputs), matrix() floats apart
  float* m;     ///< (36, tiles, outputs), likewise
  float* zero;  ///< a pixel beyond the edge
};

/// Floats from one of the 36 matrices to the next.
inline std::int64_t matrix(int channels) {
  constexpr int kLine = 16;  // keeps them from the same sets of the cache
  return std::int64_t{kTiles} * channels + kLine;
}

/// `width` is one of widths().
void convolve(const Work& work, int width);

}  // namespace scarp::kernels::winograd
