#include "eval/scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace scarp::eval {
namespace {

struct Sample {
  float score;
  bool landslide;
};

std::vector<Sample> samples_of(const Patches& patches) {
  std::vector<Sample> samples;
  for (std::int64_t cell = 0; cell < patches.cells(); ++cell) {
    if (patches.counts(cell)) samples.push_back({patches.score[cell], patches.landslide(cell)});
  }
  return samples;
}

}  // namespace

ScoreTable exact_scores(const Patches& patches) {
  std::vector<Sample> samples = samples_of(patches);
  std::sort(samples.begin(), samples.end(),
            [](const Sample& a, const Sample& b) { return a.score > b.score; });
  ScoreTable table;
  for (const Sample& sample : samples) {
    if (table.empty() || table.back().score != sample.score) table.push_back({sample.score, 0, 0});
    ++(sample.landslide ? table.back().landslide : table.back().background);
  }
  return table;
}

ScoreHistogram::ScoreHistogram(const HistogramRange& range) : range_(range) {
  if (!std::isfinite(range.low) || !std::isfinite(range.high) || !(range.low < range.high) ||
      range.bins < 1) {
    throw Error(
        {fmt::format("no histogram of {} bins from {} to {}", range.bins, range.low, range.high),
         "", ""});
  }
  bins_.resize(static_cast<std::size_t>(range.bins));
}

void ScoreHistogram::add(const Patches& patches) {
  const double per_unit = range_.bins / (range_.high - range_.low);
  for (std::int64_t cell = 0; cell < patches.cells(); ++cell) {
    if (!patches.counts(cell)) continue;
    const double score = patches.score[cell];
    if (score < range_.low || score > range_.high) {
      throw Error(
          {fmt::format("a score is {}, not between {} and {}", score, range_.low, range_.high), "",
           ""});
    }
    const auto bin = static_cast<std::size_t>((score - range_.low) * per_unit);
    Bin& counts = bins_[std::min(bin, bins_.size() - 1)];
    ++(patches.landslide(cell) ? counts.landslide : counts.background);
  }
}

ScoreTable ScoreHistogram::table() const {
  ScoreTable table;
  const double width = (range_.high - range_.low) / range_.bins;
  for (std::size_t i = bins_.size(); i-- > 0;) {
    const Bin& bin = bins_[i];
    if (bin.landslide + bin.background == 0) continue;
    table.push_back({range_.low + static_cast<double>(i) * width, bin.landslide, bin.background});
  }
  return table;
}

ScoreTable score_table(const Patches& patches, std::int64_t most_exact) {
  if (patches.cells() <= most_exact) return exact_scores(patches);
  HistogramRange range;
  for (std::int64_t cell = 0; cell < patches.cells(); ++cell) {
    if (!patches.counts(cell)) continue;
    range.low = std::min(range.low, double{patches.score[cell]});
    range.high = std::max(range.high, double{patches.score[cell]});
  }
  ScoreHistogram histogram(range);
  histogram.add(patches);
  return histogram.table();
}

Confusion totals(const ScoreTable& scores) {
  Confusion totals;
  for (const ScoreCount& count : scores) {
    totals.fn += count.landslide;
    totals.tn += count.background;
  }
  return totals;
}

}  // namespace scarp::eval
