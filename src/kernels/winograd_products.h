#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

// Private to Winograd's methods: registers of several widths, and products of matrices in them.

// Wide registers would be passed in another way by functions for other processors; here all are
// inlined.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace scarp::kernels::winograd {

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

/// Floats of a register that this processor has, most first.
std::vector<int> widths();

/// Outputs of a block of weights.
inline int block_of(int outputs, int width) {
  return outputs % (2 * width) == 0 ? 2 * width : width;
}

/// How transformed weights lie: (matrices, blocks of outputs, inputs, outputs of a block).
struct WeightOrder {
  int inputs;
  int outputs;
  int block;

  std::size_t place(int matrix, int input, int output) const {
    const std::int64_t row = std::int64_t{matrix} * (outputs / block) + output / block;
    return static_cast<std::size_t>((row * inputs + input) * block + output % block);
  }
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

/// m = v · u for all outputs of one of the matrices that tiles become; `u` is (blocks of outputs,
/// inputs, outputs of a block).
template <int Width, int Vectors>
SCARP_INLINE void multiply_matrix(const float* v, const float* u, int tiles, int inputs,
                                  int outputs, float* m) {
  constexpr int kRows = Width == 8 ? 6 : 8;
  constexpr int kBlock = Width * Vectors;
  for (int o = 0; o < outputs; o += kBlock, u += std::int64_t{inputs} * kBlock) {
    int t = 0;
    for (; t + kRows <= tiles; t += kRows) {
      multiply_rows<Width, kRows, Vectors>(v + std::int64_t{t} * inputs, u, inputs, outputs,
                                           m + std::int64_t{t} * outputs + o);
    }
    for (; t + 2 <= tiles; t += 2) {
      multiply_rows<Width, 2, Vectors>(v + std::int64_t{t} * inputs, u, inputs, outputs,
                                       m + std::int64_t{t} * outputs + o);
    }
    for (; t < tiles; ++t) {
      multiply_rows<Width, 1, Vectors>(v + std::int64_t{t} * inputs, u, inputs, outputs,
                                       m + std::int64_t{t} * outputs + o);
    }
  }
}

}  // namespace scarp::kernels::winograd
