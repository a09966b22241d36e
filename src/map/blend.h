#pragma once

#include <vector>

#include "core/image.h"
#include "core/thread_pool.h"

namespace scarp::map {

/// How much each cell of a patch counts where patches overlap.
enum class Blend {
  even,  ///< all alike
  hann   ///< most in the middle, next to nothing at the edge: no seams
};

/// Weights along an edge of `length` cells, above 0.
std::vector<float> blend_weights(Blend blend, int length);

/// Weighted mean and deviation of everything that patches say of the cells of some rows, for one
/// patch height of rows at a time.
class RowBlend {
 public:
  /// With `once` no cell gets more than one value, which is its mean.
  RowBlend(Blend blend, Size patch, int cols, bool once = false);

  /// Adds values of patches whose first row is `row`, (patches, rows, cols), the first columns of
  /// which are `starts`. Cells beyond the area are dropped.
  void add(int row, int area_rows, const std::vector<int>& starts, const float* values,
           ThreadPool& threads);

  /// Writes mean and, unless null, standard deviation of a row's cells, and forgets the row. NaN
  /// where no patch was added.
  void take(int row, float* mean, float* deviation);

 private:
  struct Sums {
    double weight = 0;
    double value = 0;
    double square = 0;
  };

  Sums* row_of(int row) { return sums_.row(row % sums_.rows()); }
  float* once_of(int row) { return once_.row(row % once_.rows()); }
  void add_row(int row, int start, const float* values, float row_weight);

  std::vector<float> row_weights_;
  std::vector<float> col_weights_;
  int cols_;
  Image<Sums> sums_;   // row r of the area is row r modulo the height
  Image<float> once_;  // likewise, where that is all there is; NaN before
};

}  // namespace scarp::map
