#include "kernels/winograd.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kernels/winograd_products.h"
#include "kernels/winograd_tiles.h"

namespace scarp::kernels {

using winograd::kPoints;
using winograd::kReach;
using winograd::kTile;
using winograd::matrix;

namespace {

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

std::vector<int> Winograd::widths() { return winograd::widths(); }

bool Winograd::suits(const ConvolutionShape& s) {
  const bool kernel = s.kernel_rows == 3 && s.kernel_cols == 3 && s.stride == 1 && s.pad_top == 1 &&
                      s.pad_left == 1 && s.pad_bottom == 1 && s.pad_right == 1;
  // Fewer tiles are not worth reading the weights for, which become four times as many.
  constexpr int kFewestTiles = 8;
  const bool tiles = s.rows % kTile == 0 && s.cols % kTile == 0 &&
                     (s.rows / kTile) * (s.cols / kTile) >= kFewestTiles;
  constexpr int kChannels = 16;  // come in multiples of this
  constexpr int kMostKernels = 256 * 256;
  const bool channels = s.inputs % kChannels == 0 && s.outputs % kChannels == 0 &&
                        s.inputs * s.outputs <= kMostKernels;
  return kernel && tiles && channels && s.activation != Activation::sigmoid;
}

Winograd::Winograd(const ConvolutionShape& shape, const float* weights, const float* bias,
                   int width)
    : shape_(shape), width_(width), bias_(bias, bias + shape.outputs) {
  const winograd::WeightOrder order{shape.inputs, shape.outputs,
                                    winograd::block_of(shape.outputs, width)};
  weights_.resize(static_cast<std::size_t>(kPoints) * static_cast<std::size_t>(shape.inputs) *
                  static_cast<std::size_t>(shape.outputs));
  for (int o = 0; o < shape.outputs; ++o) {
    for (int i = 0; i < shape.inputs; ++i) {
      const auto points = transform_weights(weights + (std::ptrdiff_t{o} * shape.inputs + i) * 9);
      for (int p = 0; p < kPoints; ++p) {
        weights_[order.place(p, i, o)] = points[static_cast<std::size_t>(p)];
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
  winograd::Work work{};
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
  winograd::convolve(work, width_);
}

}  // namespace scarp::kernels
