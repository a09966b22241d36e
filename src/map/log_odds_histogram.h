#pragma once

#include <cstdint>
#include <vector>

#include "map/fuse.h"

namespace scarp::map {

/// Counts of the log odds of scores, in bins of 0.01, for their median.
class LogOddsHistogram {
 public:
  LogOddsHistogram();

  /// 0–1; no NaN.
  void add(float score);

  void add(const LogOddsHistogram& other);

  /// The middle of the bin it is in; 0 of nothing.
  double median() const;

 private:
  std::vector<std::int64_t> counts_;
};

/// Counts, for each track, its scores of the cells that two tracks and more see: those that are put
/// together. Views and histograms are those of the same tracks.
void count_shared(const std::vector<TrackView>& tracks, std::vector<LogOddsHistogram>& counts);

}  // namespace scarp::map
