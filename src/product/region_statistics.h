#pragma once

#include <cstdint>
#include <vector>

#include "core/runs.h"

namespace scarp::product {

/// Mean and extremes of quantities over labelled regions, gathered window by window. Windows must
/// come in the same order for the same bytes.
class RegionStatistics {
 public:
  /// For labels 1 … `regions`.
  explicit RegionStatistics(std::int32_t regions) : of_(static_cast<std::size_t>(regions)) {}

  /// `values` are those of a window; the value of a run is the label of its region. Cells outside
  /// of the window and NaN are passed over.
  void add(const Runs& regions, const Window& window, const Image<float>& values);

  double mean(std::int32_t label) const;     ///< NaN where the region has no value
  double maximum(std::int32_t label) const;  ///< NaN where the region has no value

 private:
  struct Sum {
    double total = 0;
    double maximum = 0;
    std::int64_t count = 0;
  };
  std::vector<Sum> of_;
};

}  // namespace scarp::product
