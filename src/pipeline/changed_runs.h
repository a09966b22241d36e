#pragma once

#include <vector>

#include "change/detector.h"
#include "core/runs.h"
#include "product/region_statistics.h"

namespace scarp::pipeline {

/// What the detection says of some changed cells.
struct ChangeSummary {
  product::Summary score;
  product::Summary standardised;
  std::vector<product::Summary> change_db;  ///< by polarisation

  void add(const ChangeSummary& other);
};

/// Changed cells, and what the detection says of each run of them, so that no raster need be read
/// again once regions are known.
struct ChangedRuns {
  Runs runs;
  std::vector<ChangeSummary> summaries;  ///< one for each run
};

/// The marked cells of a detection.
ChangedRuns changed_runs(const change::Detection& detection, const Image<std::uint8_t>& marked);

/// Appends those of tiles side by side, left to right; rows must come from top to bottom.
void append(std::vector<ChangedRuns>& tiles, ChangedRuns& all);

}  // namespace scarp::pipeline
