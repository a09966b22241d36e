#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "core/image.h"

namespace scarp::eval {

/// Scores and truth to compare: `count` patches of equal `size`, row-major one after the other. A
/// whole map is one patch. The memory belongs to the caller.
struct Patches {
  std::int64_t count = 0;
  Size size;
  const float* score = nullptr;         ///< the higher, the more landslide; NaN where there is none
  const float* truth = nullptr;         ///< 1 landslide, 0 background, NaN where nobody knows
  const std::uint8_t* valid = nullptr;  ///< 0 where a cell must not count; null: all may

  std::int64_t cells() const { return count * size.cells(); }

  /// Whether the truth of a cell is known and wanted.
  bool known(std::int64_t cell) const {
    return (valid == nullptr || valid[cell] != 0) && !std::isnan(truth[cell]);
  }

  /// Whether a cell takes part in what is counted by cells: its truth is known, and it has a score.
  bool counts(std::int64_t cell) const { return known(cell) && !std::isnan(score[cell]); }

  bool landslide(std::int64_t cell) const { return truth[cell] > 0.5F; }

  /// Whether a cell is mapped as landslide: its score is at least the threshold.
  bool predicted(std::int64_t cell, double threshold) const {
    return double{score[cell]} >= threshold;
  }
};

/// Throws Error when the truth of a cell that counts is anything but 0 or 1.
void require_binary_truth(const Patches& patches);

}  // namespace scarp::eval
