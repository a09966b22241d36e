#pragma once

#include <cstdint>

#include "model/card.h"

namespace scarp::infer {

/// Scaled patches, (count, rows, cols, bands).
struct PatchesView {
  const float* x = nullptr;
  std::int64_t count = 0;
  int rows = 0;
  int cols = 0;
};

/// Ranges that hold all but `outside` of the values that each array of the network takes, for
/// Precision::int8. What is left out is clipped there: a few values that are far from all others
/// would make the steps between integers too wide for these. Throws Error for weights that do not
/// fit.
model::ActivationRanges calibrate(const model::Model& model, const PatchesView& patches,
                                  double outside = 1e-5);

}  // namespace scarp::infer
