#include "map/blend.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scarp::map {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

}  // namespace

std::vector<float> blend_weights(Blend blend, int length) {
  constexpr double kPi = 3.14159265358979323846;
  std::vector<float> weights(static_cast<std::size_t>(length), 1.0F);
  for (int i = 0; i < length && blend == Blend::hann; ++i) {
    const double sine = std::sin(kPi * (i + 0.5) / length);
    weights[static_cast<std::size_t>(i)] = static_cast<float>(sine * sine);
  }
  return weights;
}

RowBlend::RowBlend(Blend blend, Size patch, int cols, bool once)
    : row_weights_(blend_weights(blend, patch.rows)),
      col_weights_(blend_weights(blend, patch.cols)),
      cols_(cols) {
  const Size size{patch.rows, cols};
  if (once) {
    once_ = Image<float>(size, kNaN);
  } else {
    sums_ = Image<Sums>(size);
  }
}

void RowBlend::add(int row, int area_rows, const std::vector<int>& starts, const float* values,
                   ThreadPool& threads) {
  const int rows = static_cast<int>(row_weights_.size());
  const std::size_t pixels = row_weights_.size() * col_weights_.size();
  threads.parallel_for(rows, [&](std::int64_t i) {
    const int target = row + static_cast<int>(i);
    if (target < 0 || target >= area_rows) return;
    const float* from = values + static_cast<std::size_t>(i) * col_weights_.size();
    for (std::size_t p = 0; p < starts.size(); ++p, from += pixels) {
      add_row(target, starts[p], from, row_weights_[static_cast<std::size_t>(i)]);
    }
  });
}

void RowBlend::add_row(int row, int start, const float* values, float row_weight) {
  const int first = std::max(0, -start);
  const int end = std::min(static_cast<int>(col_weights_.size()), cols_ - start);
  if (!once_.empty()) {
    if (first < end) std::copy(values + first, values + end, once_of(row) + start + first);
    return;
  }
  Sums* sums = row_of(row);
  for (int col = first; col < end; ++col) {
    const float weight = row_weight * col_weights_[static_cast<std::size_t>(col)];
    Sums& sum = sums[start + col];
    const double value = values[col];
    sum.weight += weight;
    sum.value += weight * value;
    sum.square += weight * value * value;
  }
}

void RowBlend::take(int row, float* mean, float* deviation) {
  if (!once_.empty()) {
    float* values = once_of(row);
    std::copy(values, values + cols_, mean);
    if (deviation != nullptr) {
      std::transform(mean, mean + cols_, deviation, [](float value) { return value - value; });
    }
    std::fill(values, values + cols_, kNaN);
    return;
  }
  Sums* sums = row_of(row);
  for (int col = 0; col < cols_; ++col) {
    const Sums sum = sums[col];
    const bool any = sum.weight > 0;
    const double average = any ? sum.value / sum.weight : std::nan("");
    mean[col] = static_cast<float>(average);
    if (deviation == nullptr) continue;
    const double variance = any ? sum.square / sum.weight - average * average : average;
    deviation[col] = static_cast<float>(any ? std::sqrt(std::max(0.0, variance)) : average);
  }
  std::fill(sums, sums + cols_, Sums{});
}

}  // namespace scarp::map
