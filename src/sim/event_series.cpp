#include "sim/event_series.h"

#include <cstddef>

namespace scarp::sim {
namespace {

constexpr double kHalfDay_s = 43200;

std::vector<Utc> times_of(const EventOptions& options, const LookOptions& pass) {
  std::vector<Utc> times = options.times;
  if (pass.ascending == options.passes.front().ascending) return times;
  if (!options.second_times.empty()) return options.second_times;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const bool after = static_cast<int>(i) >= options.before;
    times[i] = times[i].plus_seconds(after ? kHalfDay_s : -kHalfDay_s);
  }
  return times;
}

}  // namespace

Series series_of(const EventOptions& options, const EventGround& event, const LookOptions* pass) {
  Series series{options, event, options.scene, options.times, "", ""};
  series.scene.seed = options.seed;
  if (pass == nullptr) return series;
  series.pass = pass->ascending ? "ascending" : "descending";
  series.times = times_of(options, *pass);
  if (options.passes.size() > 1) series.folder = series.pass + "/";
  // Each pass has days of its own over the same ground.
  series.scene.days_seed = pass->ascending ? 1 : 2;
  return series;
}

}  // namespace scarp::sim
