#pragma once

#include "change/calibration.h"
#include "change/design.h"
#include "change/sample.h"
#include "core/thread_pool.h"

namespace scarp::change {

/// Fits the adjustment of every date: its robust regression on the ground features (`design`, a row
/// for each assessable cell of the sample), then regional medians of what is left. Where some cells
/// lack some dates, the fit is repeated against means that no longer depend on which.
void fit_dates(const Sample& sample, const Series& series, const Design& design,
               Calibration& calibration, ThreadPool& threads);

}  // namespace scarp::change
