#pragma once

#include "core/grid.h"
#include "core/projection.h"
#include "core/reporter.h"
#include "core/thread_pool.h"
#include "geo/dem.h"
#include "pipeline/dem_heights.h"
#include "sar/pass.h"

namespace scarp::pipeline {

/// Throws Error when the DEM has no heights in what the pass shows of the grid, or none that can be
/// metres; warns of gaps. Looks at some thousand cells.
void check_heights(const DemHeights& heights, const geo::Dem& dem, const sar::Pass& pass,
                   const Grid& grid, const Projection& projection, ThreadPool& threads,
                   Reporter& reporter);

/// Warns of heights that cannot be metres, which were met and taken for gaps.
void warn_of_implausible_heights(const geo::Dem& dem, Reporter& reporter);

}  // namespace scarp::pipeline
