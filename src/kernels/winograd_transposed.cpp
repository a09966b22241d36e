#include "kernels/winograd_transposed.h"

#include <algorithm>
#include <cmath>

#include "kernels/winograd_products.h"
#include "kernels/winograd_transposed_tiles.h"

namespace scarp::kernels {

using winograd_transposed::kPlanes;
using winograd_transposed::kSlots;
using winograd_transposed::kTile;
using winograd_transposed::matrix;

namespace {

constexpr int kWeights = 36;  // matrices of them

using Line = std::array<std::array<double, 3>, kSlots>;

/// What elements of a line of the kernel become: at four points w[2] + p w[0] over the product of
/// the distances to the others, at ∞ w[0]; and w[1].
Line weights_of_line() {
  const double a = std::sqrt(0.5);
  const double b = std::sqrt(2.0);
  const std::array<double, 4> points{a, -a, b, -b};
  Line result{};
  for (std::size_t i = 0; i < points.size(); ++i) {
    double distances = 1;
    for (std::size_t k = 0; k < points.size(); ++k) {
      if (k != i) distances *= points[i] - points[k];
    }
    result[i] = {points[i] / distances, 0, 1 / distances};
  }
  result[4] = {1, 0, 0};
  result[5] = {0, 1, 0};
  return result;
}

std::array<float, kWeights> transform_weights(const float* kernel) {
  static const Line line = weights_of_line();
  std::array<float, kWeights> result{};
  for (std::size_t i = 0; i < line.size(); ++i) {
    for (std::size_t k = 0; k < line.size(); ++k) {
      double sum = 0;
      for (std::size_t y = 0; y < 3; ++y) {
        for (std::size_t x = 0; x < 3; ++x) sum += line[i][y] * line[k][x] * kernel[y * 3 + x];
      }
      result[i * line.size() + k] = static_cast<float>(sum);
    }
  }
  return result;
}

}  // namespace

bool WinogradTransposed::suits(const Shape& s) {
  constexpr int kFewestTiles = 16;
  const bool tiles = s.rows % kTile == 0 && s.cols % kTile == 0 &&
                     (s.rows / kTile) * (s.cols / kTile) >= kFewestTiles;
  constexpr int kChannels = 16;  // come in multiples of this
  constexpr int kMostKernels = 256 * 256;
  const bool channels = s.inputs % kChannels == 0 && s.outputs % kChannels == 0 &&
                        s.inputs * s.outputs <= kMostKernels;
  return tiles && channels && s.activation != Activation::sigmoid;
}

WinogradTransposed::WinogradTransposed(const Shape& shape, const float* weights, const float* bias,
                                       int width)
    : shape_(shape), width_(width), bias_(bias, bias + shape.outputs) {
  const winograd::WeightOrder order{shape.inputs, shape.outputs,
                                    winograd::block_of(shape.outputs, width)};
  weights_.resize(std::size_t{kWeights} * static_cast<std::size_t>(shape.inputs) *
                  static_cast<std::size_t>(shape.outputs));
  for (int i = 0; i < shape.inputs; ++i) {
    for (int o = 0; o < shape.outputs; ++o) {
      const auto slots = transform_weights(weights + (std::ptrdiff_t{i} * shape.outputs + o) * 9);
      for (int s = 0; s < kWeights; ++s) {
        weights_[order.place(s, i, o)] = slots[static_cast<std::size_t>(s)];
      }
    }
  }
}

std::size_t WinogradTransposed::workspace_bytes() const {
  const std::int64_t floats =
      kPlanes * (matrix(shape_.inputs) + matrix(shape_.outputs)) + shape_.inputs;
  return static_cast<std::size_t>(floats) * sizeof(float);
}

void WinogradTransposed::run(const float* src, const Target& target, void* workspace) const {
  winograd_transposed::Work work{};
  work.rows = shape_.rows;
  work.cols = shape_.cols;
  work.inputs = shape_.inputs;
  work.outputs = shape_.outputs;
  work.src = src;
  work.dst = target.parts;
  work.row_step = target.row_step;
  work.pixel_step = target.pixel_step;
  work.weights = weights_.data();
  work.bias = bias_.data();
  work.relu = shape_.activation == Activation::relu;
  work.v = static_cast<float*>(workspace);
  work.m = work.v + kPlanes * matrix(shape_.inputs);
  work.zero = work.m + kPlanes * matrix(shape_.outputs);
  std::fill_n(work.zero, shape_.inputs, 0.0F);
  winograd_transposed::convolve(work, width_);
}

}  // namespace scarp::kernels
