#pragma once

#include <cstdint>

#include "core/grid.h"
#include "core/runs.h"

namespace scarp::product {

/// Shrinks a raster to a picture of at most `longest_edge` cells while it is being computed: each
/// picture cell is the mean of a square of cells, NaN where all of them are.
class Thumbnail {
 public:
  Thumbnail(Size full, int longest_edge);

  int step() const { return step_; }  ///< edge of a square, in full-size cells
  Size size() const { return sums_.size(); }

  /// Adds the values of a window. Not thread-safe; windows must come in the same order for the same
  /// bytes.
  void add(int row, int col, const Image<float>& values);

  Image<float> image() const;

 private:
  int step_;
  Image<double> sums_;
  Image<std::int32_t> counts_;
};

/// Writes 1 into the squares of a picture that a run reaches.
void mark(const Runs& runs, int step, Image<std::uint8_t>& picture);

/// 1 in the squares that a run of a raster of `full` cells reaches: small objects stay visible.
Image<std::uint8_t> shrink(const Runs& runs, Size full, int step);

}  // namespace scarp::product
