#include "kernels/winograd_tiles.h"

#include <algorithm>
#include <cstddef>

#include "kernels/winograd_products.h"

namespace scarp::kernels::winograd {
namespace {

constexpr float kRoot = 1.41421356F;

/// Six inputs of a line to the six points.
template <typename Floats>
SCARP_INLINE void to_points(const Floats& d0, const Floats& d1, const Floats& d2, const Floats& d3,
                            const Floats& d4, const Floats& d5, Floats* t) {
  const Floats even_a = d4 - 2.0F * d2;
  const Floats odd_a = (d3 - 2.0F * d1) * (kRoot / 2);
  const Floats even_b = d4 - 0.5F * d2;
  const Floats odd_b = (d3 - 0.5F * d1) * kRoot;
  t[0] = d0 - 2.5F * d2 + d4;
  t[1] = even_a + odd_a;
  t[2] = even_a - odd_a;
  t[3] = even_b + odd_b;
  t[4] = even_b - odd_b;
  t[5] = d1 - 2.5F * d3 + d5;
}

/// And back: four outputs of a line.
template <typename Floats>
SCARP_INLINE void from_points(const Floats& m0, const Floats& m1, const Floats& m2,
                              const Floats& m3, const Floats& m4, const Floats& m5, Floats* y) {
  const Floats even_a = m1 + m2;
  const Floats odd_a = m1 - m2;
  const Floats even_b = m3 + m4;
  const Floats odd_b = m3 - m4;
  y[0] = m0 + even_a + even_b;
  y[1] = (kRoot / 2) * odd_a + kRoot * odd_b;
  y[2] = 0.5F * even_a + 2.0F * even_b;
  y[3] = (kRoot / 4) * odd_a + (2 * kRoot) * odd_b + m5;
}

/// The inputs of tile `t`, whose output begins at (row, col), for all channels.
template <int Width>
SCARP_INLINE void transform_input(const Work& w, int row, int col, int t) {
  using Floats = typename Wide<Width>::Floats;
  const float* pixels[kPoints];
  for (int i = 0; i < kReach; ++i) {
    for (int k = 0; k < kReach; ++k) {
      const int y = row + i - 1;
      const int x = col + k - 1;
      const bool inside = y >= 0 && y < w.rows && x >= 0 && x < w.cols;
      pixels[i * kReach + k] = inside ? w.src + (std::int64_t{y} * w.cols + x) * w.inputs : w.zero;
    }
  }
  float* to = w.v + std::int64_t{t} * w.inputs;
  const std::int64_t step = matrix(w.inputs);
  for (int c = 0; c < w.inputs; c += Width) {
    Floats lines[kPoints];
#pragma GCC unroll 6
    for (int k = 0; k < kReach; ++k) {
      Floats column[kReach];
      to_points(load<Floats>(pixels[k] + c), load<Floats>(pixels[6 + k] + c),
                load<Floats>(pixels[12 + k] + c), load<Floats>(pixels[18 + k] + c),
                load<Floats>(pixels[24 + k] + c), load<Floats>(pixels[30 + k] + c), column);
#pragma GCC unroll 6
      for (int i = 0; i < kReach; ++i) lines[i * kReach + k] = column[i];
    }
#pragma GCC unroll 6
    for (int i = 0; i < kReach; ++i) {
      const Floats* line = lines + i * kReach;
      Floats points[kReach];
      to_points(line[0], line[1], line[2], line[3], line[4], line[5], points);
#pragma GCC unroll 6
      for (int k = 0; k < kReach; ++k) store(points[k], to + (i * kReach + k) * step + c);
    }
  }
}

template <int Width>
SCARP_INLINE void transform_output(const Work& w, int row, int col, int t) {
  using Floats = typename Wide<Width>::Floats;
  const float* from = w.m + std::int64_t{t} * w.outputs;
  const std::int64_t step = matrix(w.outputs);
  const std::int64_t first = (std::int64_t{row} * w.cols + col) * w.outputs;
  for (int c = 0; c < w.outputs; c += Width) {
    Floats lines[kTile * kReach];
#pragma GCC unroll 6
    for (int k = 0; k < kReach; ++k) {
      const float* m = from + k * step + c;
      Floats column[kTile];
      from_points(load<Floats>(m), load<Floats>(m + 6 * step), load<Floats>(m + 12 * step),
                  load<Floats>(m + 18 * step), load<Floats>(m + 24 * step),
                  load<Floats>(m + 30 * step), column);
#pragma GCC unroll 4
      for (int i = 0; i < kTile; ++i) lines[i * kReach + k] = column[i];
    }
    const Floats bias = load<Floats>(w.bias + c);
#pragma GCC unroll 4
    for (int i = 0; i < kTile; ++i) {
      const Floats* line = lines + i * kReach;
      Floats y[kTile];
      from_points(line[0], line[1], line[2], line[3], line[4], line[5], y);
      const std::int64_t pixel = first + std::int64_t{i} * w.cols * w.outputs + c;
#pragma GCC unroll 4
      for (int k = 0; k < kTile; ++k) {
        Floats value = y[k] + bias;
        if (w.other != nullptr)
          value += load<Floats>(w.other + pixel + std::ptrdiff_t{k} * w.outputs);
        if (w.relu) value = value < 0.0F ? Floats{} : value;  // a NaN stays
        store(value, w.dst + pixel + std::ptrdiff_t{k} * w.outputs);
      }
    }
  }
}

template <int Width, int Vectors>
SCARP_INLINE void multiply(const Work& w, int tiles) {
  for (int p = 0; p < kPoints; ++p) {
    multiply_matrix<Width, Vectors>(w.v + p * matrix(w.inputs),
                                    w.weights + std::int64_t{p} * w.inputs * w.outputs, tiles,
                                    w.inputs, w.outputs, w.m + p * matrix(w.outputs));
  }
}

template <int Width>
SCARP_INLINE void convolve_all(const Work& w) {
  const int across = w.cols / kTile;
  const int all = across * (w.rows / kTile);
  for (int first = 0; first < all; first += kTiles) {
    const int tiles = std::min(kTiles, all - first);
    for (int t = 0; t < tiles; ++t) {
      const int tile = first + t;
      transform_input<Width>(w, tile / across * kTile, tile % across * kTile, t);
    }
    if (block_of(w.outputs, Width) == 2 * Width) {
      multiply<Width, 2>(w, tiles);
    } else {
      multiply<Width, 1>(w, tiles);
    }
    for (int t = 0; t < tiles; ++t) {
      const int tile = first + t;
      transform_output<Width>(w, tile / across * kTile, tile % across * kTile, t);
    }
  }
}

#if defined(__x86_64__)
[[gnu::target("avx512f")]] void convolve_avx512(const Work& work) { convolve_all<16>(work); }
[[gnu::target("avx2,fma")]] void convolve_avx2(const Work& work) { convolve_all<8>(work); }
#endif

}  // namespace

std::vector<int> widths() {
  std::vector<int> result;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) result.push_back(16);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) result.push_back(8);
#endif
  result.push_back(4);
  return result;
}

void convolve(const Work& work, [[maybe_unused]] int width) {
#if defined(__x86_64__)
  if (width == 16) return convolve_avx512(work);
  if (width == 8) return convolve_avx2(work);
#endif
  convolve_all<4>(work);
}

}  // namespace scarp::kernels::winograd
