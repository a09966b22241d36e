#include "pipeline/changed_runs.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace scarp::pipeline {
namespace {

product::Summary summary_of(const Image<float>& image, const Run& run, const Window& window) {
  product::Summary summary;
  const float* row = image.row(run.row - window.row) - window.col;
  for (int col = run.first; col < run.end; ++col) summary.add(row[col]);
  return summary;
}

// Appends a run, or lengthens the last one, which ends where it begins.
void append(const Run& run, ChangeSummary& summary, ChangedRuns& all) {
  const bool goes_on =
      !all.runs.empty() && all.runs.back().row == run.row && all.runs.back().end == run.first;
  if (goes_on) {
    all.runs.back().end = run.end;
    all.summaries.back().add(summary);
  } else {
    all.runs.push_back(run);
    all.summaries.push_back(std::move(summary));
  }
}

}  // namespace

void ChangeSummary::add(const ChangeSummary& other) {
  score.add(other.score);
  standardised.add(other.standardised);
  change_db.resize(other.change_db.size());
  for (std::size_t p = 0; p < change_db.size(); ++p) change_db[p].add(other.change_db[p]);
}

ChangedRuns changed_runs(const change::Detection& detection, const Image<std::uint8_t>& marked) {
  const Window& window = detection.window;
  ChangedRuns changed;
  append_runs(marked, window.row, changed.runs);
  for (Run& run : changed.runs) {
    run.first += window.col;
    run.end += window.col;
    ChangeSummary& summary = changed.summaries.emplace_back();
    summary.score = summary_of(detection.score, run, window);
    summary.standardised = summary_of(detection.standardised, run, window);
    for (const Image<float>& image : detection.change_db) {
      summary.change_db.push_back(summary_of(image, run, window));
    }
  }
  return changed;
}

void append(std::vector<ChangedRuns>& tiles, ChangedRuns& all) {
  std::vector<std::size_t> next(tiles.size(), 0);
  for (;;) {
    int row = std::numeric_limits<int>::max();
    for (std::size_t t = 0; t < tiles.size(); ++t) {
      if (next[t] < tiles[t].runs.size()) row = std::min(row, tiles[t].runs[next[t]].row);
    }
    if (row == std::numeric_limits<int>::max()) return;
    for (std::size_t t = 0; t < tiles.size(); ++t) {
      for (std::size_t& i = next[t]; i < tiles[t].runs.size() && tiles[t].runs[i].row == row; ++i) {
        append(tiles[t].runs[i], tiles[t].summaries[i], all);
      }
    }
  }
}

}  // namespace scarp::pipeline
