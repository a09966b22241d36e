#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/runs.h"

namespace scarp::product {

/// What some cells have of a quantity. NaN are passed over.
struct Summary {
  double total = 0;
  float highest = 0;
  std::int32_t count = 0;

  void add(float value);
  void add(const Summary& other);
  double mean() const;     ///< NaN of nothing
  double maximum() const;  ///< NaN of nothing
};

/// Nothing for NaN: a mean of nothing.
std::optional<double> known(double value);

/// Adds the cells of a window to the summaries of the regions they lie in: that of region n, the
/// value of its runs, is the n-th from 1. Cells outside of the window are passed over. Windows must
/// come in the same order for the same bytes.
void summarise(const Runs& regions, const Window& window, const Image<float>& values,
               std::vector<Summary>& summaries);

}  // namespace scarp::product
