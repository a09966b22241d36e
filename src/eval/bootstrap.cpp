#include "eval/bootstrap.h"

#include <algorithm>
#include <cstddef>

#include "core/random.h"

namespace scarp::eval {
namespace {

// Interpolated between order statistics (Hyndman & Fan 1996, type 7).
double quantile(const std::vector<double>& sorted, double p) {
  const double position = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Confusion draw(const std::vector<Confusion>& units, Random random) {
  Confusion total;
  for (std::size_t i = 0; i < units.size(); ++i) total += units[random.below(units.size())];
  return total;
}

}  // namespace

std::vector<Confusion> bootstrap(const std::vector<Confusion>& units,
                                 const BootstrapOptions& options, ThreadPool& threads) {
  if (units.empty()) return {};
  std::vector<Confusion> replicates(static_cast<std::size_t>(options.replicates));
  threads.parallel_for(options.replicates, [&](std::int64_t i) {
    const auto stream = static_cast<std::uint64_t>(i);
    replicates[stream] = draw(units, Random(options.seed, stream));
  });
  return replicates;
}

std::optional<Interval> percentile_interval(const std::vector<Confusion>& replicates, Metric metric,
                                            double confidence) {
  std::vector<double> values;
  for (const Confusion& replicate : replicates) {
    if (const std::optional<double> value = metric(replicate)) values.push_back(*value);
  }
  if (values.size() * 2 <= replicates.size()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const double tail = (1 - confidence) / 2;
  return Interval{quantile(values, tail), quantile(values, 1 - tail)};
}

}  // namespace scarp::eval
