#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/thread_pool.h"
#include "eval/confusion.h"

namespace scarp::eval {

struct BootstrapOptions {
  int replicates = 1000;
  double confidence = 0.95;
  std::uint64_t seed = 1;
};

struct Interval {
  double low = 0;
  double high = 0;
};

/// Totals of `replicates` draws of as many units as there are, with replacement (Efron 1979). The
/// unit is a patch or a block of a map: neighbouring cells are alike, so drawing cells would
/// promise far too narrow intervals. The same seed draws the same units, so that two models can be
/// compared on them. Empty without units.
std::vector<Confusion> bootstrap(const std::vector<Confusion>& units,
                                 const BootstrapOptions& options, ThreadPool& threads);

/// The middle share `confidence` of a metric over replicates. Replicates in which it is undefined
/// are left out; nothing when they are half of all or more.
std::optional<Interval> percentile_interval(const std::vector<Confusion>& replicates, Metric metric,
                                            double confidence);

}  // namespace scarp::eval
