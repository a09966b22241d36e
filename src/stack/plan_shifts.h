#pragma once

#include <vector>

#include "core/reporter.h"
#include "core/thread_pool.h"
#include "stack/plan.h"
#include "stack/shift_report.h"

namespace scarp::stack {

/// Measures how far the features of each date lie off those of the others, and notes in `plan`
/// where they are to be looked for, if `options` ask for it. Warns, naming `options.label`, of what
/// cannot be told. Throws Error.
std::vector<MeasuredShift> measure_shifts(Plan& plan, const AssembleOptions& options,
                                          ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::stack
