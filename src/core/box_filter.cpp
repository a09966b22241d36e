#include "core/box_filter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scarp {
namespace {

// Sums along rows, then along columns, always from first to last: no running sums, whose rounding
// would depend on where they started.
Image<float> sum_in_squares(const Image<float>& image, int radius) {
  const int rows = image.rows();
  const int cols = image.cols();
  Image<float> along_rows(image.size());
  for (int row = 0; row < rows; ++row) {
    float* out = along_rows.row(row);
    for (int shift = -radius; shift <= radius; ++shift) {
      const int first = std::max(0, -shift);
      const int last = std::min(cols, cols - shift);
      const float* in = image.row(row) + shift;
      for (int col = first; col < last; ++col) out[col] += in[col];
    }
  }
  Image<float> sums(image.size());
  for (int row = 0; row < rows; ++row) {
    float* out = sums.row(row);
    for (int r = std::max(0, row - radius); r <= std::min(rows - 1, row + radius); ++r) {
      const float* in = along_rows.row(r);
      for (int col = 0; col < cols; ++col) out[col] += in[col];
    }
  }
  return sums;
}

}  // namespace

Image<float> box_mean(const Image<float>& image, int radius) {
  if (radius == 0) return image;
  Image<float> values = image;
  Image<float> weights(image.size(), 1.0F);
  for (std::size_t i = 0; i < values.values().size(); ++i) {
    if (std::isfinite(values.values()[i])) continue;
    values.values()[i] = 0;
    weights.values()[i] = 0;
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
