#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/convolution_shape.h"
#include "kernels/winograd.h"

namespace scarp::kernels {

/// A transposed convolution of one image, 3×3 at stride 2 with "same" padding, in floats. Of a
/// line, pixel 2i is x[i − 1] w[2] + x[i] w[0], by Winograd's F(4, 2) at the points ±1/√2, ±√2 and
/// ∞, and pixel 2i + 1 is x[i] w[1]: for tiles of 4×4 inputs 81 products of matrices in place of
/// 144.
class WinogradTransposed {
 public:
  struct Shape {
    int rows = 0;  ///< of the input
    int cols = 0;
    int inputs = 0;
    int outputs = 0;
    Activation activation = Activation::none;
  };

  /// Where the pixels (0, 0), (0, 1), (1, 0), (1, 1) of each 2×2 go: four images, each with steps
  /// from one row and pixel to the next, in floats.
  struct Target {
    std::array<float*, 4> parts{};
    std::int64_t row_step = 0;
    std::int64_t pixel_step = 0;
  };

  /// Whether this is faster than four convolutions.
  static bool suits(const Shape& shape);

  /// `weights` are in PyTorch's order (inputs, outputs, 3, 3), `width` is one of
  /// Winograd::widths().
  WinogradTransposed(const Shape& shape, const float* weights, const float* bias,
                     int width = Winograd::widths().front());

  std::size_t workspace_bytes() const;
  void run(const float* src, const Target& target, void* workspace) const;

 private:
  Shape shape_;
  int width_;
  std::vector<float> weights_;  ///< (36, blocks of outputs, inputs, outputs of a block)
  std::vector<float> bias_;
};

}  // namespace scarp::kernels
