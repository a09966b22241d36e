#pragma once

#include "dataset/patches.h"

namespace scarp::model {

/// Anything that turns scaled patches into probabilities of landslide.
class Predictor {
 public:
  virtual ~Predictor() = default;

  /// `x` has the shape (count, rows, cols, bands), scaled; `out` (count, rows, cols), 0 … 1. Rows
  /// and columns are divisible by 2^depth of the network. Safe to call from one thread at a time.
  virtual void predict(const float* x, std::int64_t count, int rows, int cols, float* out) = 0;
};

}  // namespace scarp::model
