#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "kernels/convolution_shape.h"

namespace scarp::kernels {

/// What a convolution does with its arrays.
enum class Pass {
  forward,           ///< reads src, weights and bias, writes dst
  backward_data,     ///< reads dst (a gradient) and weights, writes src
  backward_weights,  ///< reads src and dst (a gradient), writes weights
};

/// Arrays of a pass: `src` in the shape of the input, `dst` in that of the output, for each image.
struct PassArrays {
  float* src = nullptr;
  float* weights = nullptr;     ///< packed: in the order the pass wants them
  const float* bias = nullptr;  ///< forward only
  float* dst = nullptr;
  float* workspace = nullptr;  ///< of the calling thread
};

/// One pass of a convolution over a few images, on the calling thread alone. Many threads may run
/// the same pass at once, each with a workspace of its own.
class ConvolutionPass {
 public:
  /// Throws Error for an impossible shape, or when oneDNN cannot do it.
  ConvolutionPass(const ConvolutionShape& shape, Pass pass);
  ~ConvolutionPass();
  ConvolutionPass(const ConvolutionPass&) = delete;
  ConvolutionPass& operator=(const ConvolutionPass&) = delete;

  /// How many images are done best at once: more than one where they are tiny.
  int chunk() const;

  std::int64_t plain_floats() const;  ///< of weights in PyTorch's order
  std::size_t packed_floats() const;
  std::size_t workspace_floats() const;

  /// `weights` in PyTorch's order to `packed`, and back.
  void pack(const float* weights, float* packed) const;
  void unpack(const float* packed, float* weights) const;

  /// Gets ready to run over `images` at once, 1 … chunk(). Throws Error.
  void prepare(int images);

  /// Needs `prepare(images)` once before. Does not throw.
  void run(int images, const PassArrays& arrays) const;

 private:
  struct Primitives;
  std::unique_ptr<Primitives> own_;
};

}  // namespace scarp::kernels
