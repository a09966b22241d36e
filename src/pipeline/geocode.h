#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/communicator.h"
#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "geo/geoid.h"
#include "pipeline/geocode_layers.h"
#include "pipeline/output_grid.h"
#include "sar/radar_work.h"
#include "sar/terrain_correction.h"

namespace scarp::pipeline {

struct GeocodeOptions {
  std::vector<std::string> scenes;  ///< slices of one pass
  std::string dem;
  std::optional<double> dem_no_data;            ///< what is a gap besides what the file declares
  std::optional<geo::VerticalDatum> dem_datum;  ///< empty: see dem_datum()
  std::string orbit;                            ///< file or folder; empty: the annotated orbit
  std::vector<std::string> polarisations;       ///< empty: all that there are
  sar::Quantity quantity = sar::Quantity::gamma0_rtc;
  bool subtract_noise = true;
  sar::GeometryOptions geometry;
  sar::SpeckleFilter filter = sar::SpeckleFilter::none;
  std::optional<double> looks;  ///< that the filter reckons with; empty: those of the product
  sar::Resampling resampling = sar::Resampling::bilinear;
  OutputGridOptions grid;
  LayerSet layers;
};

/// Terrain-corrects scenes: writes a Cloud Optimized GeoTIFF for each layer into `out`, and what it
/// found out into `record`. Several `ranks` share the work; then this is rank 0, and the others
/// help. This is what `scarp geocode` runs. Throws Error.
void run_geocode(const GeocodeOptions& options, OutputFolder& out, RunRecord& record,
                 ThreadPool& threads, Reporter& reporter, Communicator* ranks = nullptr);

/// What the other ranks do beside run_geocode() of rank 0. Collective.
void help_geocode(const GeocodeOptions& options, Communicator& ranks, ThreadPool& threads,
                  Reporter& reporter);

}  // namespace scarp::pipeline
