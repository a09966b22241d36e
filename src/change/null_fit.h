#pragma once

#include "change/calibration.h"
#include "change/sample.h"
#include "core/thread_pool.h"

namespace scarp::change {

/// Sets the scales and the threshold of `calibration` from the standardised changes of the sample,
/// so that unchanged cells are flagged at the rate asked for.
void fit_null(const Sample& sample, const Series& series, double false_alarm_rate,
              Calibration& calibration, ThreadPool& threads);

}  // namespace scarp::change
