#include "kernels/winograd.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Wide registers would be passed in another way by functions for other processors; here all are
// inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace scarp::kernels {
namespace {

constexpr int kTile = 4;       // edge of a tile's output
constexpr int kReach = 6;      // and of its input
constexpr int kPoints = 36;    // products for each tile
constexpr int kTiles = 32;     // at a time: what they need stays in the second-level cache
constexpr int kChannels = 16;  // come in multiples of this
constexpr int kLine = 16;      // floats; keeps the 36 matrices from the same sets of the cache
constexpr float kRoot = 1.41421356F;

/// Where a run works.
struct Work {
  int rows, cols, inputs, outputs;
  const float* src;
  const float* other;
  float* dst;
  const float* weights;
  const float* bias;
  bool relu;
  float* v;     ///< (36, tiles, inputs)
  float* m;     ///< (36, tiles, outputs)
  float* zero;  ///< a pixel beyond the edge
};

std::int64_t matrix(int channels) { return std::int64_t{kTiles} * channels + kLine; }

/// Registers of 4, 8 or 16 floats.
template <int Width>
struct Wide;
template <>
struct Wide<4> {
  typedef float Floats __attribute__((vector_size(16)));
};
template <>
struct Wide<8> {
  typedef float Floats __attribute__((vector_size(32)));
};
template <>
struct Wide<16> {
  typedef float Floats __attribute__((vector_size(64)));
};

#define SCARP_INLINE [[gnu::always_inline]] inline

template <typename Floats>
SCARP_INLINE Floats load(const float* from) {
  Floats value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename Floats>
SCARP_INLINE void store(const Floats& value, float* to) {
  std::memcpy(to, &value, sizeof value);
}

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

/// m = v · u for Rows tiles and a block of Vectors registers of outputs.
template <int Width, int Rows, int Vectors>
SCARP_INLINE void multiply_rows(const float* v, const float* u, int inputs, int outputs, float* m) {
  using Floats = typename Wide<Width>::Floats;
  Floats sums[Rows][Vectors] = {};
  for (int c = 0; c < inputs; ++c) {
    Floats column[Vectors];
#pragma GCC unroll 2
    for (int k = 0; k < Vectors; ++k) column[k] = load<Floats>(u + std::ptrdiff_t{k} * Width);
#pragma GCC unroll 8
    for (int r = 0; r < Rows; ++r) {
      const float value = v[std::int64_t{r} * inputs + c];
#pragma GCC unroll 2
      for (int k = 0; k < Vectors; ++k) sums[r][k] += value * column[k];
    }
    u += std::ptrdiff_t{Vectors} * Width;
  }
#pragma GCC unroll 8
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int k = 0; k < Vectors; ++k) {
      store(sums[r][k], m + std::int64_t{r} * outputs + std::ptrdiff_t{k} * Width);
    }
  }
}

template <int Width, int Vectors>
SCARP_INLINE void multiply(const Work& w, int tiles) {
  constexpr int kRows = Width == 8 ? 6 : 8;
  constexpr int kBlock = Width * Vectors;
  const float* u = w.weights;
  for (int p = 0; p < kPoints; ++p) {
    for (int o = 0; o < w.outputs; o += kBlock, u += std::int64_t{w.inputs} * kBlock) {
      const float* v = w.v + p * matrix(w.inputs);
      float* m = w.m + p * matrix(w.outputs) + o;
      int t = 0;
      for (; t + kRows <= tiles; t += kRows) {
        multiply_rows<Width, kRows, Vectors>(v + std::int64_t{t} * w.inputs, u, w.inputs, w.outputs,
                                             m + std::int64_t{t} * w.outputs);
      }
      for (; t + 2 <= tiles; t += 2) {
        multiply_rows<Width, 2, Vectors>(v + std::int64_t{t} * w.inputs, u, w.inputs, w.outputs,
                                         m + std::int64_t{t} * w.outputs);
      }
      for (; t < tiles; ++t) {
        multiply_rows<Width, 1, Vectors>(v + std::int64_t{t} * w.inputs, u, w.inputs, w.outputs,
                                         m + std::int64_t{t} * w.outputs);
      }
    }
  }
}

template <int Width>
SCARP_INLINE void convolve(const Work& w) {
  const int across = w.cols / kTile;
  const int all = across * (w.rows / kTile);
  for (int first = 0; first < all; first += kTiles) {
    const int tiles = std::min(kTiles, all - first);
    for (int t = 0; t < tiles; ++t) {
      const int tile = first + t;
      transform_input<Width>(w, tile / across * kTile, tile % across * kTile, t);
    }
    if (w.outputs % (2 * Width) == 0) {
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
[[gnu::target("avx512f")]] void convolve_avx512(const Work& work) { convolve<16>(work); }
[[gnu::target("avx2,fma")]] void convolve_avx2(const Work& work) { convolve<8>(work); }

#endif

/// Outputs of a block of weights.
int block_of(int outputs, int width) { return outputs % (2 * width) == 0 ? 2 * width : width; }

/// The weights of a line at the six points: p^k over the product of the distances to the others.
std::array<std::array<double, 3>, kReach> weights_at_points() {
  const double a = std::sqrt(0.5);
  const double b = std::sqrt(2.0);
  const std::array<double, 5> points{0, a, -a, b, -b};
  std::array<std::array<double, 3>, kReach> result{};
  for (std::size_t i = 0; i < points.size(); ++i) {
    double distances = 1;
    for (std::size_t k = 0; k < points.size(); ++k) {
      if (k != i) distances *= points[i] - points[k];
    }
    result[i] = {1 / distances, points[i] / distances, points[i] * points[i] / distances};
  }
  result[5] = {0, 0, 1};
  return result;
}

/// Of one kernel, at the 36 points.
std::array<float, kPoints> transform_weights(const float* kernel) {
  static const auto line = weights_at_points();
  std::array<float, kPoints> result{};
  for (std::size_t i = 0; i < kReach; ++i) {
    for (std::size_t k = 0; k < kReach; ++k) {
      double sum = 0;
      for (std::size_t y = 0; y < 3; ++y) {
        for (std::size_t x = 0; x < 3; ++x) sum += line[i][y] * line[k][x] * kernel[y * 3 + x];
      }
      result[i * kReach + k] = static_cast<float>(sum);
    }
  }
  return result;
}

}  // namespace

std::vector<int> Winograd::widths() {
  std::vector<int> result;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) result.push_back(16);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) result.push_back(8);
#endif
  result.push_back(4);
  return result;
}

bool Winograd::suits(const ConvolutionShape& s) {
  const bool kernel = s.kernel_rows == 3 && s.kernel_cols == 3 && s.stride == 1 && s.pad_top == 1 &&
                      s.pad_left == 1 && s.pad_bottom == 1 && s.pad_right == 1;
  // Fewer tiles are not worth reading the weights for, which become four times as many.
  constexpr int kFewestTiles = 8;
  const bool tiles = s.rows % kTile == 0 && s.cols % kTile == 0 &&
                     (s.rows / kTile) * (s.cols / kTile) >= kFewestTiles;
  constexpr int kMostKernels = 256 * 256;
  const bool channels = s.inputs % kChannels == 0 && s.outputs % kChannels == 0 &&
                        s.inputs * s.outputs <= kMostKernels;
  return kernel && tiles && channels && s.activation != Activation::sigmoid;
}

Winograd::Winograd(const ConvolutionShape& shape, const float* weights, const float* bias,
                   int width)
    : shape_(shape), width_(width), bias_(bias, bias + shape.outputs) {
  const int block = block_of(shape.outputs, width);
  weights_.resize(static_cast<std::size_t>(kPoints) * static_cast<std::size_t>(shape.inputs) *
                  static_cast<std::size_t>(shape.outputs));
  for (int o = 0; o < shape.outputs; ++o) {
    for (int i = 0; i < shape.inputs; ++i) {
      const auto points = transform_weights(weights + (std::ptrdiff_t{o} * shape.inputs + i) * 9);
      for (int p = 0; p < kPoints; ++p) {
        const std::int64_t row = std::int64_t{p} * (shape.outputs / block) + o / block;
        const std::int64_t place = (row * shape.inputs + i) * block + o % block;
        weights_[static_cast<std::size_t>(place)] = points[static_cast<std::size_t>(p)];
      }
    }
  }
}

std::size_t Winograd::workspace_bytes() const {
  const std::int64_t floats =
      kPoints * (matrix(shape_.inputs) + matrix(shape_.outputs)) + shape_.inputs;
  return static_cast<std::size_t>(floats) * sizeof(float);
}

void Winograd::run(const float* src, const float* other, float* dst, void* workspace) const {
  Work work{};
  work.rows = shape_.rows;
  work.cols = shape_.cols;
  work.inputs = shape_.inputs;
  work.outputs = shape_.outputs;
  work.src = src;
  work.other = other;
  work.dst = dst;
  work.weights = weights_.data();
  work.bias = bias_.data();
  work.relu = shape_.activation == Activation::relu;
  work.v = static_cast<float*>(workspace);
  work.m = work.v + kPoints * matrix(shape_.inputs);
  work.zero = work.m + kPoints * matrix(shape_.outputs);
  std::fill_n(work.zero, shape_.inputs, 0.0F);
#if defined(__x86_64__)
  if (width_ == 16) return convolve_avx512(work);
  if (width_ == 8) return convolve_avx2(work);
#endif
  convolve<4>(work);
}

}  // namespace scarp::kernels
