#pragma once

#include "dataset/patches.h"

namespace scarp::model {

/// Anything that turns scaled patches into probabilities of landslide.
class Predictor {
 public:
  virtual ~Predictor() = default;

  /// Does what has to be done once before patches of this size, so that it can go on beside other
  /// work. Nobody has to call it; `predict` must not run meanwhile.
  virtual void prepare(int rows, int cols) {
    static_cast<void>(rows);
    static_cast<void>(cols);
  }

  /// `x` has the shape (count, rows, cols, bands), scaled; `out` (count, rows, cols), 0 … 1. Rows
  /// and columns are divisible by 2^depth of the network. Safe to call from one thread at a time.
  virtual void predict(const float* x, std::int64_t count, int rows, int cols, float* out) = 0;
};

}  // namespace scarp::model
