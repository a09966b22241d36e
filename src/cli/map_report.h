#pragma once

#include <optional>
#include <string>

#include "core/output_folder.h"
#include "core/thread_pool.h"

namespace scarp::cli {

/// Files that a report shows beside the map; empty: none.
struct MapReportInputs {
  std::string dem;
  std::optional<double> dem_no_data;
  std::string inventory;
};

/// Writes report.html of the map that lies in `out` already.
void write_map_report(const MapReportInputs& inputs, const OutputFolder& out, ThreadPool& threads);

/// Says on stdout what to open.
void tell_map(const OutputFolder& out);

}  // namespace scarp::cli
