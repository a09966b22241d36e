#include "product/region_sweep.h"

#include <algorithm>
#include <utility>

#include "core/components.h"

namespace scarp::product {
namespace {

constexpr std::size_t kFewRuns = 1U << 16U;

// Run i of `from`, with its summaries.
void append_run(const MeasuredRuns& from, std::size_t i, MeasuredRuns& to) {
  const std::size_t quantities = from.summaries.size() / from.runs.size();
  const auto first = from.summaries.begin() + static_cast<std::ptrdiff_t>(i * quantities);
  to.runs.push_back(from.runs[i]);
  to.summaries.insert(to.summaries.end(), first, first + static_cast<std::ptrdiff_t>(quantities));
}

}  // namespace

RegionSweep::RegionSweep(Grid grid, double min_area_m2, Use use)
    : grid_(std::move(grid)),
      min_area_m2_(min_area_m2),
      use_(std::move(use)),
      next_sweep_(kFewRuns) {}

void RegionSweep::add(const MeasuredRuns& rows, int end_row) {
  append({rows}, open_);
  if (open_.runs.size() < next_sweep_) return;
  hand_over(end_row);
  next_sweep_ = std::max(kFewRuns, 2 * open_.runs.size());
}

void RegionSweep::finish() {
  use_(large_regions(open_, grid_, min_area_m2_));
  open_ = {};
}

// Regions without a cell in the last row are whole.
void RegionSweep::hand_over(int end_row) {
  const std::vector<std::int32_t> region_of = connect(open_.runs, Connection::corners);
  std::vector<bool> goes_on;
  for (std::size_t i = 0; i < region_of.size(); ++i) {
    const auto region = static_cast<std::size_t>(region_of[i]);
    goes_on.resize(std::max(goes_on.size(), region + 1));
    if (open_.runs[i].row + 1 >= end_row) goes_on[region] = true;
  }
  MeasuredRuns whole;
  MeasuredRuns rest;
  for (std::size_t i = 0; i < region_of.size(); ++i) {
    append_run(open_, i, goes_on[static_cast<std::size_t>(region_of[i])] ? rest : whole);
  }
  open_ = std::move(rest);
  use_(large_regions(whole, grid_, min_area_m2_));
}

}  // namespace scarp::product
