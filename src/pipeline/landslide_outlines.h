#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "change/series.h"
#include "core/runs.h"
#include "pipeline/changed_runs.h"
#include "pipeline/slope_gate.h"
#include "product/event_layers.h"

namespace scarp::pipeline {

/// The connected regions that cover at least `min_area_m2`.
struct Regions {
  Runs runs;                             ///< their cells; values number the regions from 1
  std::vector<ChangeSummary> summaries;  ///< one for each region
};
Regions large_regions(const ChangedRuns& changed, const Grid& grid, double min_area_m2);

/// The outline and attributes of each region, with slopes if there are any.
std::vector<product::Landslide> outline_landslides(const Regions& regions, const Grid& grid,
                                                   const Raster<float>* slope_deg);

}  // namespace scarp::pipeline
