#include "core/box_filter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "core/vectorised.h"

namespace scarp {
namespace {

// Sums of equally long rows, from the first to the last; one pass where their number is known when
// compiling.
template <std::size_t Rows>
inline void sum_few(const std::vector<const float*>& rows, int cols, float* sums) {
  std::array<const float*, Rows> row{};
  std::copy(rows.begin(), rows.end(), row.begin());
  for (int col = 0; col < cols; ++col) {
    float sum = row[0][col];
    for (std::size_t i = 1; i < Rows; ++i) sum += row[i][col];
    sums[col] = sum;
  }
}

SCARP_VECTORISED
void sum_rows(const std::vector<const float*>& rows, int cols, float* sums) {
  switch (rows.size()) {
    case 3:
      return sum_few<3>(rows, cols, sums);
    case 5:
      return sum_few<5>(rows, cols, sums);
    case 7:
      return sum_few<7>(rows, cols, sums);
    default:
      std::fill(sums, sums + cols, 0.0F);
      for (const float* row : rows) {
        for (int col = 0; col < cols; ++col) sums[col] += row[col];
      }
  }
}

// Sums along rows, then along columns, always from first to last: no running sums, whose rounding
// would depend on where they started. Beyond the borders there are zeros.
Image<float> sum_in_squares(const Image<float>& image, int radius) {
  const Size size = image.size();
  const int width = 2 * radius + 1;
  const std::vector<float> outside(static_cast<std::size_t>(size.cols), 0.0F);
  std::vector<float> padded(static_cast<std::size_t>(size.cols + 2 * radius), 0.0F);
  std::vector<const float*> shifted;
  for (int shift = 0; shift < width; ++shift) shifted.push_back(padded.data() + shift);

  Image<float> sums(size);
  Image<float> along(Size{width, size.cols});  // sums along the latest rows, in turn
  std::vector<const float*> around(static_cast<std::size_t>(width), outside.data());
  for (int row = -radius; row < size.rows; ++row) {
    const int ahead = row + radius;
    std::rotate(around.begin(), around.begin() + 1, around.end());
    around.back() = outside.data();
    if (ahead < size.rows) {
      float* latest = along.row(ahead % width);
      std::copy(image.row(ahead), image.row(ahead) + size.cols, padded.begin() + radius);
      sum_rows(shifted, size.cols, latest);
      around.back() = latest;
    }
    if (row >= 0) sum_rows(around, size.cols, sums.row(row));
  }
  return sums;
}

SCARP_VECTORISED
bool all_finite(const Image<float>& image) {
  int gaps = 0;  // no early end: whole vectors are faster
  for (const float value : image.values()) gaps |= std::isfinite(value) ? 0 : 1;
  return gaps == 0;
}

// How many of `cells` cells in a line lie within `radius` of one of them.
float reached(int cell, int cells, int radius) {
  return static_cast<float>(std::min(cells - 1, cell + radius) - std::max(0, cell - radius) + 1);
}

// Without gaps, how many cells were summed up is known beforehand.
Image<float> box_mean_without_gaps(const Image<float>& image, int radius) {
  std::vector<float> width;
  for (int col = 0; col < image.cols(); ++col) width.push_back(reached(col, image.cols(), radius));
  Image<float> mean = sum_in_squares(image, radius);
  for (int row = 0; row < mean.rows(); ++row) {
    const float height = reached(row, image.rows(), radius);
    float* values = mean.row(row);
    for (int col = 0; col < mean.cols(); ++col) values[col] /= height * width[col];
  }
  return mean;
}

}  // namespace

Image<float> box_mean(const Image<float>& image, int radius) {
  if (radius == 0) return image;
  if (all_finite(image)) return box_mean_without_gaps(image, radius);
  Image<float> values = image;
  Image<float> weights(image.size());
  for (std::size_t i = 0; i < values.values().size(); ++i) {
    const bool finite = std::isfinite(image.values()[i]);
    values.values()[i] = finite ? image.values()[i] : 0.0F;
    weights.values()[i] = finite ? 1.0F : 0.0F;
  }
  Image<float> mean = sum_in_squares(values, radius);
  const Image<float> counts = sum_in_squares(weights, radius);
  for (std::size_t i = 0; i < mean.values().size(); ++i) {
    const float count = counts.values()[i];
    mean.values()[i] =
        count > 0 ? mean.values()[i] / count : std::numeric_limits<float>::quiet_NaN();
  }
  return mean;
}

}  // namespace scarp
