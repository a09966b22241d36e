#pragma once

#include <vector>

#include "core/image.h"

namespace scarp::change {

/// A slowly varying offset over the raster: medians over large blocks, interpolated bilinearly
/// between their centres and constant beyond the outermost.
class RegionalOffset {
 public:
  RegionalOffset() = default;

  /// For a raster of `full` cells, cut into blocks of about 1024 cells, 8 × 8 at the most.
  explicit RegionalOffset(Size full);

  /// Which block a cell belongs to: 0 … blocks() − 1.
  int block_of(int row, int col) const;
  int blocks() const { return static_cast<int>(medians_.size().cells()); }

  void set(int block, float median) { medians_.values()[static_cast<std::size_t>(block)] = median; }

  float at(int row, int col) const;

  /// Adds the offsets of `count` cells of a row, from `first_col` on, to `values`.
  void add_to_row(int row, int first_col, int count, float* values) const;

 private:
  Size full_{1, 1};
  Image<float> medians_{Size{1, 1}};
};

}  // namespace scarp::change
