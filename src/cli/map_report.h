#pragma once

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"

namespace scarp::cli {

/// Writes report.html of the map that lies in `out` already: with the inputs that `record` has, and
/// the warnings of the run so far.
void write_map_report(const RunRecord& record, const Reporter& reporter, const OutputFolder& out,
                      ThreadPool& threads);

/// Says on stdout what to open.
void tell_map(const OutputFolder& out);

}  // namespace scarp::cli
