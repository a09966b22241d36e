#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/thread_pool.h"
#include "geo/raster_file.h"
#include "geo/vector_file.h"
#include "pipeline/slopes.h"
#include "pipeline/track_files.h"

namespace scarp::pipeline {

/// Water around an event: what the user knows of, else what each track suggests, by its darkness on
/// flat ground before the event (change/water.h).
class EventWater {
 public:
  /// `given`: polygons, or a raster that is not 0 in water; empty: it is estimated. Throws Error.
  EventWater(const std::string& given, const std::vector<TrackFiles>& tracks, const Slopes& slopes,
             ThreadPool& threads);

  bool given() const { return polygons_ || raster_; }

  /// The level below which flat ground counts as water, dB, of each track; nothing where water does
  /// not stand out, or is given.
  const std::vector<std::optional<double>>& levels_db() const { return levels_db_; }

  /// Adds to the masks of the tracks in a window, whose slope is known; NaN counts as flat. From
  /// any thread.
  void mark(const std::vector<TrackFiles>& files, const Window& window,
            const Image<float>& slope_deg, std::vector<TrackSight>& tracks) const;

 private:
  Image<std::uint8_t> given_on(const Grid& grid) const;

  std::optional<geo::VectorLayer> polygons_;
  std::unique_ptr<geo::RasterFile> raster_;
  std::vector<std::optional<double>> levels_db_;
};

}  // namespace scarp::pipeline
