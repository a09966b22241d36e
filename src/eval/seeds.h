#pragma once

#include <optional>
#include <vector>

namespace scarp::eval {

/// One metric over runs that differ in their seed alone.
struct SeedSpread {
  int runs = 0;  ///< those in which the metric is defined
  std::optional<double> mean;
  std::optional<double> deviation;  ///< of the sample (n − 1); needs two runs
};

SeedSpread over_seeds(const std::vector<std::optional<double>>& values);

}  // namespace scarp::eval
