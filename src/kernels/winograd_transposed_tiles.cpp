#include "kernels/winograd_transposed_tiles.h"

#include <algorithm>
#include <cstddef>

#include "kernels/winograd_products.h"

namespace scarp::kernels::winograd_transposed {
namespace {

using winograd::load;
using winograd::store;
using winograd::Wide;

constexpr float kRoot = 1.41421356F;

/// Five inputs of a line to the points ±1/√2, ±√2 and ∞, and the last four as they are.
template <typename Floats>
SCARP_INLINE void to_line(const Floats& d0, const Floats& d1, const Floats& d2, const Floats& d3,
                          const Floats& d4, Floats* t) {
  const Floats even_a = (d2 - 2.0F * d0) * (kRoot / 2);
  const Floats odd_a = d3 - 2.0F * d1;
  const Floats even_b = (d2 - 0.5F * d0) * kRoot;
  const Floats odd_b = d3 - 0.5F * d1;
  t[0] = odd_a + even_a;
  t[1] = odd_a - even_a;
  t[2] = odd_b + even_b;
  t[3] = odd_b - even_b;
  t[4] = d0 - 2.5F * d2 + d4;
  t[5] = d1;
  t[6] = d2;
  t[7] = d3;
  t[8] = d4;
}

/// And back: the four even outputs of a line; the odd ones are as they are.
template <typename Floats>
SCARP_INLINE void from_points(const Floats& m0, const Floats& m1, const Floats& m2,
                              const Floats& m3, const Floats& m4, Floats* y) {
  const Floats even_a = m0 + m1;
  const Floats odd_a = m0 - m1;
  const Floats even_b = m2 + m3;
  const Floats odd_b = m2 - m3;
  y[0] = even_a + even_b;
  y[1] = (kRoot / 2) * odd_a + kRoot * odd_b;
  y[2] = 0.5F * even_a + 2.0F * even_b;
  y[3] = (kRoot / 4) * odd_a + (2 * kRoot) * odd_b + m4;
}

/// The inputs of tile `t`, which begins at (row, col), for all channels.
template <int Width>
SCARP_INLINE void transform_input(const Work& w, int row, int col, int t) {
  using Floats = typename Wide<Width>::Floats;
  const float* pixels[kReach * kReach];
  for (int i = 0; i < kReach; ++i) {
    for (int k = 0; k < kReach; ++k) {
      const int y = row + i - 1;
      const int x = col + k - 1;
      const bool inside = y >= 0 && x >= 0;
      pixels[i * kReach + k] = inside ? w.src + (std::int64_t{y} * w.cols + x) * w.inputs : w.zero;
    }
  }
  float* to = w.v + std::int64_t{t} * w.inputs;
  const std::int64_t step = matrix(w.inputs);
  for (int c = 0; c < w.inputs; c += Width) {
    Floats lines[kLine * kReach];
#pragma GCC unroll 5
    for (int k = 0; k < kReach; ++k) {
      Floats column[kLine];
      to_line(load<Floats>(pixels[k] + c), load<Floats>(pixels[kReach + k] + c),
              load<Floats>(pixels[2 * kReach + k] + c), load<Floats>(pixels[3 * kReach + k] + c),
              load<Floats>(pixels[4 * kReach + k] + c), column);
#pragma GCC unroll 9
      for (int i = 0; i < kLine; ++i) lines[i * kReach + k] = column[i];
    }
#pragma GCC unroll 9
    for (int i = 0; i < kLine; ++i) {
      const Floats* line = lines + i * kReach;
      Floats points[kLine];
      to_line(line[0], line[1], line[2], line[3], line[4], points);
#pragma GCC unroll 9
      for (int k = 0; k < kLine; ++k) store(points[k], to + (i * kLine + k) * step + c);
    }
  }
}

/// Four pixels beside each other of one of the four images.
template <typename Floats>
SCARP_INLINE void put(const Work& w, const Floats* y, const Floats& bias, float* to) {
#pragma GCC unroll 4
  for (int k = 0; k < kTile; ++k) {
    Floats value = y[k] + bias;
    if (w.relu) value = value < 0.0F ? Floats{} : value;  // a NaN stays
    store(value, to + k * w.pixel_step);
  }
}

template <int Width>
SCARP_INLINE void transform_output(const Work& w, int row, int col, int t) {
  using Floats = typename Wide<Width>::Floats;
  const float* from = w.m + std::int64_t{t} * w.outputs;
  const std::int64_t step = matrix(w.outputs);
  const std::int64_t next = kLine * step;
  const std::int64_t first = row * w.row_step + col * w.pixel_step;
  for (int c = 0; c < w.outputs; c += Width) {
    const Floats bias = load<Floats>(w.bias + c);
    Floats even[kTile * kLine];  // rows
#pragma GCC unroll 9
    for (int k = 0; k < kLine; ++k) {
      const float* m = from + k * step + c;
      Floats column[kTile];
      from_points(load<Floats>(m), load<Floats>(m + next), load<Floats>(m + 2 * next),
                  load<Floats>(m + 3 * next), load<Floats>(m + 4 * next), column);
#pragma GCC unroll 4
      for (int i = 0; i < kTile; ++i) even[i * kLine + k] = column[i];
    }
#pragma GCC unroll 4
    for (int i = 0; i < kTile; ++i) {
      const std::int64_t place = first + i * w.row_step + c;
      const Floats* line = even + i * kLine;
      Floats y[kTile];
      from_points(line[0], line[1], line[2], line[3], line[4], y);
      put(w, y, bias, w.dst[0] + place);
      put(w, line + kReach, bias, w.dst[1] + place);
      Floats odd[kLine];
#pragma GCC unroll 9
      for (int k = 0; k < kLine; ++k) {
        odd[k] = load<Floats>(from + ((kReach + i) * kLine + k) * step + c);
      }
      from_points(odd[0], odd[1], odd[2], odd[3], odd[4], y);
      put(w, y, bias, w.dst[2] + place);
      put(w, odd + kReach, bias, w.dst[3] + place);
    }
  }
}

template <int Width, int Vectors>
SCARP_INLINE void multiply(const Work& w, int tiles) {
  for (int p = 0; p < kPlanes; ++p) {
    const int slot = std::min(p / kLine, kReach) * kSlots + std::min(p % kLine, kReach);
    winograd::multiply_matrix<Width, Vectors>(
        w.v + p * matrix(w.inputs), w.weights + std::int64_t{slot} * w.inputs * w.outputs, tiles,
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
    if (winograd::block_of(w.outputs, Width) == 2 * Width) {
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

void convolve(const Work& work, [[maybe_unused]] int width) {
#if defined(__x86_64__)
  if (width == 16) return convolve_avx512(work);
  if (width == 8) return convolve_avx2(work);
#endif
  convolve_all<4>(work);
}

}  // namespace scarp::kernels::winograd_transposed
