#include "map/blend.h"

#include <algorithm>
#include <cmath>

namespace scarp::map {

std::vector<float> blend_weights(Blend blend, int length) {
  constexpr double kPi = 3.14159265358979323846;
  std::vector<float> weights(static_cast<std::size_t>(length), 1.0F);
  for (int i = 0; i < length && blend == Blend::hann; ++i) {
    const double sine = std::sin(kPi * (i + 0.5) / length);
    weights[static_cast<std::size_t>(i)] = static_cast<float>(sine * sine);
  }
  return weights;
}

RowBlend::RowBlend(Blend blend, Size patch, int cols)
    : row_weights_(blend_weights(blend, patch.rows)),
      col_weights_(blend_weights(blend, patch.cols)),
      sums_(Size{patch.rows, cols}) {}

void RowBlend::add(int row, int area_rows, const std::vector<int>& starts, const float* values,
                   ThreadPool& threads) {
  const int rows = static_cast<int>(row_weights_.size());
  const int cols = static_cast<int>(col_weights_.size());
  const std::size_t pixels = row_weights_.size() * col_weights_.size();
  threads.parallel_for(rows, [&](std::int64_t i) {
    const int target = row + static_cast<int>(i);
    if (target < 0 || target >= area_rows) return;
    Sums* sums = row_of(target);
    const float row_weight = row_weights_[static_cast<std::size_t>(i)];
    for (std::size_t p = 0; p < starts.size(); ++p) {
      const int start = starts[p];
      const float* from = values + p * pixels + static_cast<std::size_t>(i) * col_weights_.size();
      const int end = std::min(cols, sums_.cols() - start);
      for (int col = std::max(0, -start); col < end; ++col) {
        const float weight = row_weight * col_weights_[static_cast<std::size_t>(col)];
        Sums& sum = sums[start + col];
        const double value = from[col];
        sum.weight += weight;
        sum.value += weight * value;
        sum.square += weight * value * value;
      }
    }
  });
}

void RowBlend::take(int row, float* mean, float* deviation) {
  Sums* sums = row_of(row);
  for (int col = 0; col < sums_.cols(); ++col) {
    const Sums sum = sums[col];
    const bool any = sum.weight > 0;
    const double average = any ? sum.value / sum.weight : std::nan("");
    mean[col] = static_cast<float>(average);
    if (deviation == nullptr) continue;
    const double variance = any ? sum.square / sum.weight - average * average : average;
    deviation[col] = static_cast<float>(any ? std::sqrt(std::max(0.0, variance)) : average);
  }
  std::fill(sums, sums + sums_.cols(), Sums{});
}

}  // namespace scarp::map
