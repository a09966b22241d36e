#pragma once

#include <cstdint>
#include <vector>

#include "core/runs.h"
#include "product/region_statistics.h"

namespace scarp::product {

/// Runs of cells and what some quantities are in them, gathered while rasters are made, so that
/// none need be read again once it is known which runs are of one region.
struct MeasuredRuns {
  Runs runs;
  std::vector<Summary> summaries;  ///< (runs, quantities)
};

/// The runs of `part`, whose first cell is (`row`, `col`) of the raster. Quantities have its size.
MeasuredRuns measure_runs(const Image<std::uint8_t>& part, int row, int col,
                          const std::vector<const Image<float>*>& quantities);

/// Appends the runs of parts side by side, left to right, joining what goes on from one to the
/// next; rows must come from top to bottom. All have as many quantities.
void append(const std::vector<MeasuredRuns>& parts, MeasuredRuns& all);

}  // namespace scarp::product
