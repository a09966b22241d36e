#pragma once

#include <cstdint>
#include <vector>

#include "core/image.h"

namespace scarp {

/// Cells of one value side by side in a row: columns [first, end).
struct Run {
  int row = 0;
  int first = 0;
  int end = 0;
  std::int32_t value = 0;
};

/// The cells above zero of a raster that is mostly zero: its longest runs of equal cells, row by
/// row from left to right. Takes the memory of what is there, not of the whole raster.
using Runs = std::vector<Run>;

/// Appends the runs of `part`, whose rows count from `first_row` of the raster; parts must come
/// from top to bottom.
template <typename T>
void append_runs(const Image<T>& part, int first_row, Runs& runs) {
  for (int row = 0; row < part.rows(); ++row) {
    const T* cells = part.row(row);
    for (int col = 0; col < part.cols();) {
      const int first = col;
      const T value = cells[first];
      while (col < part.cols() && cells[col] == value) ++col;
      if (value > 0) runs.push_back({first_row + row, first, col, value});
    }
  }
}

template <typename T>
Runs runs_of(const Image<T>& image) {
  Runs runs;
  append_runs(image, 0, runs);
  return runs;
}

}  // namespace scarp
