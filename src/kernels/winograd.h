#pragma once

#include <cstddef>
#include <vector>

#include "kernels/convolution_shape.h"

namespace scarp::kernels {

/// A convolution of one image, 3×3 with "same" padding, by Winograd's F(4×4, 3×3): tiles of 6×6
/// inputs and 4×4 outputs become 36 products of matrices, a quarter of the multiplications (Lavin
/// and Gray 2016, arXiv:1509.09308). Of the points 0, ±1/√2, ±√2 and ∞, which keep rounding small.
class Winograd {
 public:
  /// Whether this is such a convolution, and faster this way.
  static bool suits(const ConvolutionShape& shape);

  /// How many floats go through the arithmetic at once: what this processor can, most first. 16 is
  /// AVX-512, 8 is AVX2 with FMA, 4 any processor.
  static std::vector<int> widths();

  /// `weights` are in PyTorch's order, `bias` has an element for each output channel. `width` is
  /// one of widths().
  Winograd(const ConvolutionShape& shape, const float* weights, const float* bias,
           int width = widths().front());

  std::size_t workspace_bytes() const;

  /// `other`, if not null, is added before the activation; it has the shape of `dst`.
  void run(const float* src, const float* other, float* dst, void* workspace) const;

 private:
  ConvolutionShape shape_;
  int width_;
  std::vector<float> weights_;  ///< (36, blocks of outputs, inputs, outputs of a block)
  std::vector<float> bias_;
};

}  // namespace scarp::kernels
