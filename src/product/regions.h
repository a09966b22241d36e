#pragma once

#include <cstdint>
#include <vector>

#include "core/grid.h"
#include "product/measured_runs.h"

namespace scarp::product {

/// Connected regions, corners included, whatever the values of their runs were.
struct Regions {
  Runs runs;  ///< their cells; values number the regions from 1
  std::int32_t count = 0;
  std::vector<Summary> summaries;  ///< (regions, quantities)
};

/// Those that cover at least `min_area_m2`.
Regions large_regions(const MeasuredRuns& measured, const Grid& grid, double min_area_m2);

}  // namespace scarp::product
