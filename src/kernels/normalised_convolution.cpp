#include "kernels/normalised_convolution.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/batch.h"
#include "kernels/channels.h"

namespace scarp::kernels {

namespace {

std::int64_t output_pixels(const ConvolutionShape& shape) {
  return std::int64_t{output_rows(shape)} * output_cols(shape);
}

/// Pairs of sums over pixels for each channel, one row of them for each part of a batch.
class PartialSums {
 public:
  PartialSums(std::int64_t parts, int channels)
      : channels_(channels), values_(static_cast<std::size_t>(2 * parts * channels)) {}

  double* first(std::int64_t part) { return values_.data() + 2 * part * channels_; }
  double* second(std::int64_t part) { return first(part) + channels_; }
  Moments moments(std::int64_t part) { return {first(part), second(part)}; }

 private:
  int channels_;
  std::vector<double> values_;
};

/// y = x · scale + shift is what `norm` does.
struct ScaleShift {
  std::vector<float> scale;
  std::vector<float> shift;
};

ScaleShift scale_and_shift(const BatchNorm& norm, int channels) {
  ScaleShift result;
  for (int c = 0; c < channels; ++c) {
    const double deviation = std::sqrt(double{norm.variance[c]} + norm.epsilon);
    const double scale = norm.gamma[c] / deviation;
    result.scale.push_back(static_cast<float>(scale));
    result.shift.push_back(static_cast<float>(norm.beta[c] - norm.mean[c] * scale));
  }
  return result;
}

/// Sums over the whole batch of g and g · (x − mean).
PartialSums gradient_sums(const NormGradient& pass, std::int64_t pixels, int channels) {
  constexpr std::int64_t kLength = 2048;
  const std::int64_t parts = std::max<std::int64_t>(1, (pixels + kLength - 1) / kLength);
  PartialSums sums(parts, channels);
  parallel_ranges(pixels, kLength, [&](Range range) {
    NormGradient part = pass;
    part.gradient += range.begin * pass.gradient_stride;
    part.x += range.begin * channels;
    const std::int64_t i = range.begin / kLength;
    add_sums(part, range.size(), channels, sums.first(i), sums.second(i));
  });
  for (std::int64_t part = 1; part < parts; ++part) {
    for (int c = 0; c < channels; ++c) {
      sums.first(0)[c] += sums.first(part)[c];
      sums.second(0)[c] += sums.second(part)[c];
    }
  }
  return sums;
}

// Adds the first of the sums up over the ranks; returns the pixels of all of them.
double sum_over(const SumOverRanks& sum_over_ranks, std::int64_t pixels, int channels,
                PartialSums& sums) {
  const auto own = static_cast<double>(pixels);
  if (!sum_over_ranks) return own;
  const std::size_t size = 2 * static_cast<std::size_t>(channels);
  std::vector<double> values(sums.first(0), sums.first(0) + size);
  values.push_back(own);
  sum_over_ranks(values.data(), values.size());
  std::copy_n(values.begin(), size, sums.first(0));
  return values.back();
}

// Of means and sums of squared deviations of `pixels` values each: those of all ranks. Doubles hold
// sums of squares of floats well enough. Returns how many values there are then.
std::int64_t merge_over_ranks(int channels, std::int64_t pixels, const Moments& moments,
                              const SumOverRanks& sum_over_ranks) {
  const auto size = static_cast<std::size_t>(channels);
  const auto own = static_cast<double>(pixels);
  std::vector<double> sums(2 * size + 1, own);
  for (std::size_t c = 0; c < size; ++c) {
    const double mean = moments.mean[c];
    sums[c] = own * mean;
    sums[size + c] = moments.squares[c] + own * mean * mean;
  }
  sum_over_ranks(sums.data(), sums.size());
  const double all = sums.back();
  for (std::size_t c = 0; c < size; ++c) {
    moments.mean[c] = sums[c] / all;
    moments.squares[c] = std::max(0.0, sums[size + c] - sums[c] * moments.mean[c]);
  }
  return static_cast<std::int64_t>(all);
}

}  // namespace

std::int64_t convolve_with_moments(const ConvolutionShape& shape, std::int64_t count,
                                   const ConvolutionMoments& arrays,
                                   const SumOverRanks& sum_over_ranks) {
  if (count == 0 && !sum_over_ranks) return 0;
  const std::int64_t pixels = output_pixels(shape);
  // An element for the first image of each chunk.
  PartialSums sums(std::max<std::int64_t>(1, count), shape.outputs);
  std::vector<std::int64_t> chunk_pixels(
      static_cast<std::size_t>(std::max<std::int64_t>(1, count)));
  convolve(shape, count, arrays.src, arrays.weights, arrays.bias, arrays.raw,
           [&](const Chunk& chunk) {
             const std::int64_t own = chunk.images * pixels;
             chunk_pixels[static_cast<std::size_t>(chunk.first)] = own;
             add_moments(own, shape.outputs, arrays.raw + chunk.first * pixels * shape.outputs, 0,
                         sums.moments(chunk.first));
           });
  std::int64_t merged = chunk_pixels[0];
  for (std::int64_t i = 1; i < count; ++i) {
    const std::int64_t more = chunk_pixels[static_cast<std::size_t>(i)];
    if (more == 0) continue;
    merge_moments(shape.outputs, merged, sums.moments(0), more, sums.moments(i));
    merged += more;
  }
  if (sum_over_ranks) {
    merged = merge_over_ranks(shape.outputs, merged, sums.moments(0), sum_over_ranks);
  }
  for (int c = 0; c < shape.outputs; ++c) {
    arrays.mean[c] = static_cast<float>(sums.first(0)[c]);
    arrays.variance[c] = static_cast<float>(sums.second(0)[c] / static_cast<double>(merged));
  }
  return merged;
}

void normalise(const BatchNorm& norm, std::int64_t pixels, int channels, const float* x, Slice y) {
  constexpr std::int64_t kLength = 2048;
  const ScaleShift terms = scale_and_shift(norm, channels);
  const Affine affine{terms.scale.data(), terms.shift.data(), norm.relu};
  parallel_ranges(pixels, kLength, [&](Range range) {
    apply(affine, range.size(), channels, x + range.begin * channels,
          y.data + range.begin * y.stride, y.stride);
  });
}

void normalised_backward(const ConvolutionShape& shape, const BatchNorm& norm, std::int64_t count,
                         const NormalisedGradients& arrays, const SumOverRanks& sum_over_ranks) {
  if (count == 0 && !sum_over_ranks) return;
  const int channels = shape.outputs;
  const std::int64_t pixels = output_pixels(shape);
  const ScaleShift terms = scale_and_shift(norm, channels);
  NormGradient pass;
  pass.scale = terms.scale.data();
  pass.shift = terms.shift.data();
  pass.mean = norm.mean;
  pass.relu = norm.relu;
  pass.gradient = arrays.gradient.data;
  pass.gradient_stride = arrays.gradient.stride;
  pass.x = arrays.raw;
  PartialSums sums = gradient_sums(pass, count * pixels, channels);

  // Gradients of the weights are this rank's share; what normalisation takes away is all ranks'.
  for (int c = 0; c < channels; ++c) {
    const double power = double{norm.variance[c]} + norm.epsilon;
    arrays.beta_gradient[c] += static_cast<float>(sums.first(0)[c]);
    arrays.gamma_gradient[c] += static_cast<float>(sums.second(0)[c] / std::sqrt(power));
  }
  const auto all = sum_over(sum_over_ranks, count * pixels, channels, sums);
  std::vector<float> offset;
  std::vector<float> slope;
  for (int c = 0; c < channels; ++c) {
    const double power = double{norm.variance[c]} + norm.epsilon;
    offset.push_back(static_cast<float>(sums.first(0)[c] / all));
    slope.push_back(static_cast<float>(sums.second(0)[c] / all / power));
  }

  ConvolutionGradients gradients;
  gradients.src = arrays.src;
  gradients.weights = arrays.weights;
  gradients.weights_gradient = arrays.weights_gradient;
  gradients.src_gradient = arrays.src_gradient;
  gradients.add = arrays.add;
  convolve_backward(shape, count, gradients, [&](const Chunk& chunk, float* room) {
    NormGradient part = pass;
    part.gradient += chunk.first * pixels * pass.gradient_stride;
    part.x += chunk.first * pixels * channels;
    apply(part, chunk.images * pixels, channels, offset.data(), slope.data(), room);
    return room;
  });
}

}  // namespace scarp::kernels
