#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "kernels/convolution_shape.h"

namespace scarp::kernels {

/// Integers of eight bits that stand for numbers: the integer times `step`.
struct Eighth {
  bool is_signed = false;  ///< −127 … 127, else 0 … 255
  float step = 1;
};

/// Whether the processor multiplies integers of eight bits faster than floats.
bool has_integer_instructions();

/// Whether a convolution can add another array. What oneDNN 2.6 has for processors other than
/// x86-64 adds something else.
bool can_add();

/// A convolution of one image by weights that stay as they are: they are packed once, and what is
/// done with the result is part of it. Many threads may run it at once.
class FixedConvolution {
 public:
  struct Options {
    ConvolutionShape shape;
    bool adds = false;  ///< another array, before the activation; where can_add(), in floats
    std::optional<Eighth> src{};  ///< of integers; none: floats
    std::optional<Eighth> dst{};  ///< likewise; integers of floats there are not
  };

  /// Arrays of a call, NHWC. `other` has the shape of `dst`.
  struct Arrays {
    const void* src = nullptr;
    const void* other = nullptr;
    void* dst = nullptr;
    void* workspace = nullptr;
  };

  /// `weights` are in PyTorch's order, `bias` has an element for each output channel. With integers
  /// weights are rounded to integers too, symmetrically, by a step for each output channel. Throws
  /// Error for an impossible shape, or when oneDNN cannot do it.
  FixedConvolution(const Options& options, const float* weights, const float* bias);
  ~FixedConvolution();
  FixedConvolution(const FixedConvolution&) = delete;
  FixedConvolution& operator=(const FixedConvolution&) = delete;

  std::size_t workspace_bytes() const;

  /// The convolution with its arrays, ready to run again and again.
  class Call {
   public:
    Call(const FixedConvolution& convolution, const Arrays& arrays);
    ~Call();
    Call(Call&&) noexcept;

    /// On the calling thread alone; needs that thread's OneThread. Throws Error when oneDNN fails.
    void run() const;

   private:
    struct Bound;
    std::unique_ptr<Bound> own_;
  };

 private:
  struct Primitive;
  std::unique_ptr<Primitive> own_;
};

}  // namespace scarp::kernels
