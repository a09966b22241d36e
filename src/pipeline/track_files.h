#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/raster_file.h"
#include "map/fuse.h"
#include "pipeline/event_stages.h"

namespace scarp::pipeline {

/// What a track says inside a window. Images have its size.
struct TrackTile {
  map::TrackView view;
  Image<float> standardised;            ///< change, signed
  std::vector<Image<float>> change_db;  ///< by the map's polarisations; NaN of those it lacks
};

/// The rasters that the stages of one track left, opened; all on one grid.
class TrackFiles {
 public:
  /// `polarisations` are those of the map. Throws Error.
  TrackFiles(const TrackMaps& maps, const std::vector<std::string>& polarisations);

  const Grid& grid() const { return score_.grid(); }

  /// From any thread. Cells in layover or shadow are masked; so is water that the first look saw on
  /// ground flatter than a few degrees, if a model made the scores. NaN `slope_deg` count as flat.
  TrackTile read(const Window& window, const Image<float>& slope_deg) const;

  /// dB, after the event, for pictures.
  Image<float> backscatter_db(const Window& window) const;

 private:
  geo::RasterFile score_;
  geo::RasterFile mask_;
  geo::RasterFile change_;
  geo::RasterFile change_mask_;
  geo::RasterFile visibility_;
  geo::RasterFile stack_;
  bool predicted_;
  int picture_band_ = 1;
  std::vector<std::optional<int>> change_bands_;  // by the map's polarisations
};

}  // namespace scarp::pipeline
