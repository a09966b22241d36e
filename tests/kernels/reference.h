#pragma once

#include <cstdint>
#include <vector>

#include "core/random.h"
#include "kernels/convolution_shape.h"

// The definitions of what the kernels compute, as plain loops in double precision.

namespace scarp::kernels::test {

using Values = std::vector<float>;

/// Normally distributed.
Values noise(std::int64_t count, Random& random);

/// Convolution of `count` images: (count, output rows, output cols, outputs).
std::vector<double> convolved(const ConvolutionShape& shape, int count, const Values& src,
                              const Values& weights, const Values& bias);

/// Gradients of Σ output · gradient.
struct Gradients {
  std::vector<double> src;
  std::vector<double> weights;
  std::vector<double> bias;
};
Gradients convolution_gradients(const ConvolutionShape& shape, int count, const Values& src,
                                const Values& weights, const Values& gradient);

std::int64_t src_size(const ConvolutionShape& shape, int count);
std::int64_t dst_size(const ConvolutionShape& shape, int count);
std::int64_t weights_size(const ConvolutionShape& shape);

/// Anything small: odd sizes, single channels, even kernels, uneven padding.
ConvolutionShape arbitrary_shape(Random& random);

/// Largest difference, as a share of the largest value expected.
double largest_error(const std::vector<double>& expected, const Values& actual);

}  // namespace scarp::kernels::test
