#include "product/measured_runs.h"

#include <algorithm>
#include <limits>

namespace scarp::product {
namespace {

std::size_t quantities(const MeasuredRuns& part) {
  return part.summaries.size() / part.runs.size();
}

// Appends run i of a part, or lengthens the last one by it.
void append(const MeasuredRuns& part, std::size_t i, MeasuredRuns& all) {
  const Run& run = part.runs[i];
  const std::size_t count = quantities(part);
  const auto summary = part.summaries.begin() + static_cast<std::ptrdiff_t>(i * count);
  const Run last = all.runs.empty() ? Run{} : all.runs.back();
  if (last.row == run.row && last.end == run.first && last.value == run.value) {
    all.runs.back().end = run.end;
    const std::size_t before = all.summaries.size() - count;
    for (std::size_t q = 0; q < count; ++q) all.summaries[before + q].add(summary[q]);
  } else {
    all.runs.push_back(run);
    all.summaries.insert(all.summaries.end(), summary,
                         summary + static_cast<std::ptrdiff_t>(count));
  }
}

}  // namespace

MeasuredRuns measure_runs(const Image<std::uint8_t>& part, int row, int col,
                          const std::vector<const Image<float>*>& quantities) {
  MeasuredRuns measured;
  append_runs(part, 0, measured.runs);
  for (Run& run : measured.runs) {
    for (const Image<float>* quantity : quantities) {
      Summary& summary = measured.summaries.emplace_back();
      const float* values = quantity->row(run.row);
      for (int i = run.first; i < run.end; ++i) summary.add(values[i]);
    }
    run = {run.row + row, run.first + col, run.end + col, run.value};
  }
  return measured;
}

void append(const std::vector<MeasuredRuns>& parts, MeasuredRuns& all) {
  constexpr int kNone = std::numeric_limits<int>::max();
  std::vector<std::size_t> next(parts.size(), 0);
  const auto row_of = [&](std::size_t p) {
    return next[p] < parts[p].runs.size() ? parts[p].runs[next[p]].row : kNone;
  };
  for (;;) {
    int row = kNone;
    for (std::size_t p = 0; p < parts.size(); ++p) row = std::min(row, row_of(p));
    if (row == kNone) return;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      for (; row_of(p) == row; ++next[p]) append(parts[p], next[p], all);
    }
  }
}

}  // namespace scarp::product
