#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/runs.h"
#include "core/thread_pool.h"
#include "geo/vector_file.h"
#include "map/fuse.h"
#include "pipeline/event_stages.h"
#include "pipeline/prediction_files.h"
#include "pipeline/slopes.h"
#include "product/expected_area.h"
#include "product/measured_runs.h"

namespace scarp::pipeline {

/// How the tracks of an event become one map.
struct FusionJob {
  std::vector<TrackMaps> tracks;
  std::vector<std::string> polarisations;  ///< of the map: those of any track
  map::FusionRule rule;
  bool calibrated = false;  ///< scores of tracks are probabilities, calibrated on real events
  Thresholds thresholds;
  std::vector<std::string> model_warnings;
  bool simulated = false;                ///< any of the scenes
  std::vector<double> track_thresholds;  ///< delineation by the models of each track; empty: alike
  std::optional<double> min_slope_deg;   ///< that must be near a change; empty: with a model
  std::string dem;
  std::optional<double> dem_no_data;  ///< a gap besides what the file declares
  std::string water;                  ///< polygons or a raster; empty: it is estimated
  geo::VectorLayer area;              ///< outside of which nothing is mapped
};

/// What the map's values are called. Probabilities of several tracks put together are scores:
/// nothing calibrates them.
std::string value_name(const FusionJob& job);

/// Lower edges of the classes of slope that areas are summed up by, degrees.
inline constexpr std::array<double, 5> kSlopeClasses_deg{0, 10, 20, 30, 40};

/// Between which slopes such a class lies, as summaries have it: null where there is no edge.
nlohmann::ordered_json edges_of_slope_class(std::size_t index);

/// Which of them a slope is in; NaN: the one after the last.
std::size_t slope_class(float slope_deg);

/// Of a landslide, for a track to count as one that saw it.
inline constexpr double kSeenShare = 0.5;

/// Of quicklooks, cells.
inline constexpr int kPictureEdge = 1600;

struct SlopeClassArea {
  double assessable_m2 = 0;
  double screened_m2 = 0;    ///< at or above the screening threshold
  double delineated_m2 = 0;  ///< at or above the delineation threshold
};

/// What of a fused map is kept in memory once its rasters are written.
struct FusedMap {
  Grid grid;
  /// Quantities: score, standardised change and change in dB by polarisation of the surest track,
  /// slope, then for each track 1 where it sees, else 0.
  product::MeasuredRuns landslides;
  Runs mask;
  /// By slope class, and for cells whose slope is not known.
  std::array<SlopeClassArea, kSlopeClasses_deg.size() + 1> areas;
  product::ExpectedArea expected;                      ///< of calibrated models
  std::vector<std::optional<double>> water_levels_db;  ///< of each track: see EventWater
  Image<float> picture_backscatter_db;
  Image<float> picture_change;  ///< signed, 1 at the delineation threshold
  Image<float> picture_hillshade;
  int picture_step = 1;
};

/// Puts the tracks together strip by strip: writes score.tif (or as value_name has it), class.tif
/// and mask.tif into `out`. Throws Error.
FusedMap fuse_tracks(const FusionJob& job, const OutputFolder& out, ThreadPool& threads,
                     Reporter& reporter);

}  // namespace scarp::pipeline
