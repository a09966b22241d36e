#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/calibration.h"
#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "pipeline/series_files.h"

namespace scarp::pipeline {

struct FirstLookOptions {
  std::vector<stack::SeriesArgument> before;
  std::vector<stack::SeriesArgument> after;
  std::optional<change::Units> units;  ///< empty: from metadata, else linear power
  std::string dem;                     ///< empty: no slope gate
  std::optional<double> dem_no_data;   ///< what is a gap besides what the file declares
  change::Options detection;
  std::optional<double> min_area_m2;  ///< minimum mapping unit; empty: see product/areas.h
  double min_slope_deg = 10;          ///< steepest slope that must be near, with a DEM
  bool warn_of_simulated = true;      ///< unless that was said already
};

/// Maps what changed, without a model: writes change.tif, score.tif, mask.tif, landslides.gpkg,
/// summary.json and quicklook.png into `out`, and what it found out into `record`. This is what
/// `scarp change` runs. Throws Error.
void run_first_look(const FirstLookOptions& options, OutputFolder& out, RunRecord& record,
                    ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::pipeline
