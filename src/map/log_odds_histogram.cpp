#include "map/log_odds_histogram.h"

#include <algorithm>
#include <numeric>

namespace scarp::map {
namespace {

constexpr double kFarthest = 16.2;  // beyond the log odds of 1e-7 and 1 − 1e-7, where they end
constexpr int kPerUnit = 100;

}  // namespace

LogOddsHistogram::LogOddsHistogram()
    : counts_(static_cast<std::size_t>(2 * kFarthest * kPerUnit) + 1) {}

void LogOddsHistogram::add(float score) {
  ++counts_[static_cast<std::size_t>((log_odds(score) + kFarthest) * kPerUnit)];
}

void LogOddsHistogram::add(const LogOddsHistogram& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

double LogOddsHistogram::median() const {
  const std::int64_t all = std::accumulate(counts_.begin(), counts_.end(), std::int64_t{0});
  if (all == 0) return 0;
  std::int64_t below = 0;
  std::size_t bin = 0;
  while (2 * (below + counts_[bin]) < all) below += counts_[bin++];
  return (static_cast<double>(bin) + 0.5) / kPerUnit - kFarthest;
}

void count_shared(const std::vector<TrackView>& tracks, std::vector<LogOddsHistogram>& counts) {
  for (std::size_t i = 0; i < tracks.front().score.values().size(); ++i) {
    const auto seeing = std::count_if(tracks.begin(), tracks.end(),
                                      [=](const TrackView& track) { return sees(track, i); });
    if (seeing < 2) continue;
    for (std::size_t t = 0; t < tracks.size(); ++t) {
      if (sees(tracks[t], i)) counts[t].add(tracks[t].score.values()[i]);
    }
  }
}

}  // namespace scarp::map
