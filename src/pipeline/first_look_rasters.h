#pragma once

#include <optional>
#include <string>
#include <vector>

#include "change/detector.h"
#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/runs.h"
#include "core/thread_pool.h"
#include "pipeline/series_files.h"
#include "pipeline/slopes.h"
#include "product/measured_runs.h"
#include "product/quicklook.h"

namespace scarp::pipeline {

/// What of the change is kept in memory once its rasters are written.
struct ChangeMap {
  /// Above the threshold and, with a DEM, near a slope; quantities: score, standardised change,
  /// then the change in dB of each polarisation.
  product::MeasuredRuns changed;
  Runs mask;                            ///< values are mask bits
  Image<float> picture_backscatter_db;  ///< shrunk by `picture_step`
  Image<float> picture_change;          ///< signed, 1 at the threshold
  int picture_step = 1;
};

/// With a DEM: where a change can be a landslide.
struct SlopeGate {
  Slopes slopes;
  double min_slope_deg = 0;
};

inline constexpr const char* kChangeFile = "change.tif";
inline constexpr const char* kScoreFile = "score.tif";
inline constexpr const char* kMaskFile = "mask.tif";

/// Detects change tile by tile and writes change.tif, score.tif and mask.tif.
ChangeMap write_change_rasters(const SeriesFiles& from, const change::Calibration& calibration,
                               const std::optional<SlopeGate>& gate, const OutputFolder& out,
                               ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::pipeline
