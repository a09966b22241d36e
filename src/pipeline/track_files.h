#pragma once

#include <optional>
#include <string>
#include <vector>

#include "geo/raster_file.h"
#include "map/fuse.h"
#include "pipeline/event_stages.h"

namespace scarp::pipeline {

/// Of the event.
enum class Side { before, after };

/// What a track sees inside a window. Images have its size.
struct TrackSight {
  map::TrackView view;       ///< whose mask says nothing of water yet
  Image<float> as_written;   ///< scores before they were moved
  Image<std::uint8_t> dark;  ///< 1 where the first look saw water or the noise floor
};

/// What changed there.
struct TrackChange {
  Image<float> standardised;            ///< signed
  std::vector<Image<float>> change_db;  ///< by the map's polarisations; NaN of those it lacks
};

/// The rasters that the stages of one track left, opened; all on one grid.
class TrackFiles {
 public:
  /// `polarisations` are those of the map. Throws Error.
  TrackFiles(const TrackMaps& maps, const std::vector<std::string>& polarisations);

  const Grid& grid() const { return score_.grid(); }

  /// Whether a model made the scores.
  bool predicted() const { return predicted_; }

  /// Moves the log odds of scores so that the threshold `from` becomes `to`. Where either is 0 or 1
  /// nothing is moved.
  void move_scores(double from, double to);

  /// Why cells cannot be assessed, but for water. From any thread, like what follows.
  MaskImage mask(const Window& window) const;

  /// Cells in layover or shadow are masked.
  TrackSight sight(const Window& window) const;

  TrackChange change(const Window& window) const;

  /// dB, co-polarised, mean of the dates before the event and of the cells around each; NaN
  /// everywhere of a track without such bands.
  Image<float> level_before_db(const Window& window) const;

  /// Linear power, on the last date before the event or the first one after it; NaN everywhere of
  /// a polarisation that the track lacks.
  Image<float> power(const std::string& polarisation, Side side, const Window& window) const;

 private:
  geo::RasterFile score_;
  geo::RasterFile mask_;
  geo::RasterFile change_;
  geo::RasterFile change_mask_;
  geo::RasterFile visibility_;
  geo::RasterFile stack_;
  bool predicted_;
  double log_odds_ = 0;  // that scores are moved by
  std::vector<int> level_bands_;
  std::vector<std::optional<int>> change_bands_;  // by the map's polarisations
};

}  // namespace scarp::pipeline
