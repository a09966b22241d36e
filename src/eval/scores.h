#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "eval/confusion.h"
#include "eval/patches.h"

namespace scarp::eval {

/// How many cells of each class have one score.
struct ScoreCount {
  double score = 0;
  std::int64_t landslide = 0;
  std::int64_t background = 0;
};

/// All that curves, thresholds and calibration need to know of a map: from the highest score down,
/// each score once.
using ScoreTable = std::vector<ScoreCount>;

/// Every score that occurs. 8 bytes a cell while it sorts, then 24 for each distinct score: for
/// patches and maps of some ten million cells.
ScoreTable exact_scores(const Patches& patches);

struct HistogramRange {
  double low = 0;
  double high = 1;
  int bins = 1 << 20;  ///< 16 bytes each
};

/// The same within the width of a bin in constant memory, for maps of any size. Its table gives
/// each bin's lower edge as score.
class ScoreHistogram {
 public:
  /// Throws Error unless `low` < `high` are finite and `bins` > 0.
  explicit ScoreHistogram(const HistogramRange& range = {});

  /// Throws Error when a score lies outside of the range.
  void add(const Patches& patches);

  ScoreTable table() const;

 private:
  struct Bin {
    std::int64_t landslide = 0;
    std::int64_t background = 0;
  };

  HistogramRange range_;
  std::vector<Bin> bins_;
};

/// `exact_scores` of up to `most_exact` cells, else a histogram over 0 to 1, or over the range of
/// the scores where that is not within. Throws Error when a score of so large a map is infinite.
ScoreTable score_table(const Patches& patches, std::int64_t most_exact = 1 << 24);

/// Cells of each class, as a matrix of nothing mapped: TP and FP are 0.
Confusion totals(const ScoreTable& scores);

/// Calls `visit(score, confusion)` for each score as threshold, from the highest down.
template <typename Visit>
void for_each_threshold(const ScoreTable& scores, const Visit& visit) {
  Confusion confusion = totals(scores);
  for (const ScoreCount& count : scores) {
    confusion.tp += count.landslide;
    confusion.fn -= count.landslide;
    confusion.fp += count.background;
    confusion.tn -= count.background;
    visit(count.score, static_cast<const Confusion&>(confusion));
  }
}

}  // namespace scarp::eval
