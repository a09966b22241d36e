#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "core/runs.h"
#include "geo/cog.h"
#include "map/predict_area.h"
#include "pipeline/prediction_outlines.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {

inline constexpr const char* kClassFile = "class.tif";

enum class ScoreType {
  f32,
  u8  ///< in steps of 1/250, 255 no data
};

/// Classes of class.tif.
enum class MapClass : std::uint8_t { none = 0, possible = 1, landslide = 2, not_assessable = 255 };

/// The file of such classes on `grid`.
geo::CogSpec class_spec(const Grid& grid);

/// The two operating points of a map.
struct Thresholds {
  double delineation = 0.5;         ///< landslide, outlined
  std::optional<double> screening;  ///< possible: few landslides are below
};

struct PredictionLayout {
  Grid grid;
  bool calibrated = false;  ///< probability, else score
  bool deviation = false;
  ScoreType type = ScoreType::f32;
  Thresholds thresholds;
  std::optional<int> slope_band;        ///< of the stack, from 0
  std::optional<int> backscatter_band;  ///< that the picture shows
  std::string backscatter_unit;
  std::vector<std::string> warnings;  ///< of the models
  std::string simulated;  ///< what the stack says of having been simulated; empty: nothing
};

/// Bands of the stack that PredictedRows have to keep.
std::vector<int> kept_bands(const PredictionLayout& layout);

/// What of a map is kept in memory once its rasters are written.
struct PredictedMap {
  Runs mask;                            ///< values are mask bits
  std::int64_t undeclared = 0;          ///< values of the stack that cannot be any
  double screened_m2 = 0;               ///< at or above the screening threshold
  double delineated_m2 = 0;             ///< at or above the delineation threshold
  Image<float> picture_backscatter_db;  ///< shrunk by `picture_step`
  Image<float> picture_score;           ///< 1 at the delineation threshold
};

/// The rasters of a map while they are being written, rows from top to bottom.
class PredictionFiles {
 public:
  PredictionFiles(PredictionLayout layout, const OutputFolder& out);

  /// Edge of a square of cells that is one in the pictures.
  int picture_step() const { return score_picture_.step(); }

  /// Hands the landslides over to `outlines`.
  void add(const map::PredictedRows& rows, PredictionOutlines& outlines, ThreadPool& threads);

  /// Tasks that finish the rasters, to be waited for. This has to outlive them.
  std::vector<ThreadPool::Task> finish(ThreadPool& threads);

  /// What is known of the map, once.
  PredictedMap result(ThreadPool& threads);

 private:
  Image<std::uint8_t> classes_of(const map::PredictedRows& rows);
  void write(const map::PredictedRows& rows, const Image<std::uint8_t>& classes,
             ThreadPool& threads);
  product::MeasuredRuns landslides(const map::PredictedRows& rows,
                                   const Image<std::uint8_t>& classes) const;
  void picture(const map::PredictedRows& rows);

  PredictionLayout layout_;
  geo::CogWriter score_;
  geo::CogWriter class_;
  geo::CogWriter mask_;
  product::Thumbnail backscatter_picture_;
  product::Thumbnail score_picture_;
  PredictedMap map_;
};

/// "probability" or "score".
const char* value_name(const PredictionLayout& layout);

}  // namespace scarp::pipeline
