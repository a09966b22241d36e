#pragma once

#include <cstdint>

// Loops over pixels with their channels side by side, on one thread. Arrays have the shape (pixels,
// channels); a `…_stride` is how many floats lie between one pixel and the next: more than there
// are channels where the array is some channels of a larger one. Sums over pixels are made in an
// order of their own, whatever the width of the processor's registers: the same bits on every
// machine.

namespace scarp::kernels {

/// sum += x, element by element.
void add_to(const float* x, std::int64_t count, float* sum);

/// y = x
void copy(std::int64_t pixels, int channels, const float* x, std::int64_t x_stride, float* y,
          std::int64_t y_stride);

/// y = x · scale + shift, and with `relu` at least 0. `scale` may be null: 1.
struct Affine {
  const float* scale = nullptr;
  const float* shift = nullptr;
  bool relu = false;
};
void apply(const Affine& affine, std::int64_t pixels, int channels, const float* x, float* y,
           std::int64_t y_stride);

/// out = gradient where the ReLU's output y is positive, else 0.
void relu_gradient(std::int64_t pixels, int channels, const float* gradient,
                   std::int64_t gradient_stride, const float* y, std::int64_t y_stride, float* out);

/// sums[c] += Σ x
void add_sums(std::int64_t pixels, int channels, const float* x, double* sums);

/// Mean and Σ (x − mean)² of each channel.
struct Moments {
  double* mean = nullptr;
  double* squares = nullptr;
};

/// Merges pixels into the moments of `count` earlier ones.
void add_moments(std::int64_t pixels, int channels, const float* x, std::int64_t count,
                 Moments moments);

/// Merges the moments of `b_count` pixels into those of `a_count` (Chan, Golub & LeVeque 1983).
void merge_moments(int channels, std::int64_t a_count, Moments a, std::int64_t b_count, Moments b);

/// The backward pass of y = relu(x · scale + shift) where x − mean was normalised over the batch.
struct NormGradient {
  const float* scale = nullptr;
  const float* shift = nullptr;
  const float* mean = nullptr;
  bool relu = false;
  const float* gradient = nullptr;  ///< of y
  std::int64_t gradient_stride = 0;
  const float* x = nullptr;
};

/// sums[c] += Σ g and products[c] += Σ g · (x − mean), with g = gradient where y is positive.
void add_sums(const NormGradient& pass, std::int64_t pixels, int channels, double* sums,
              double* products);

/// out = scale · (g − offset − (x − mean) · slope)
void apply(const NormGradient& pass, std::int64_t pixels, int channels, const float* offset,
           const float* slope, float* out);

}  // namespace scarp::kernels
