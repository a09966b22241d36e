#pragma once

#include <vector>

#include "core/reporter.h"
#include "core/thread_pool.h"
#include "geo/vector_file.h"
#include "pipeline/edge_fade.h"
#include "pipeline/event_water.h"
#include "pipeline/fused_map.h"
#include "pipeline/slopes.h"
#include "pipeline/track_files.h"

namespace scarp::pipeline {

std::vector<map::TrackView> views_of(const std::vector<TrackSight>& sights);

/// What the tracks of an event see of the ground: their rasters, slope, water and area, opened.
class EventGround {
 public:
  /// Throws Error.
  EventGround(const FusionJob& job, ThreadPool& threads, Reporter& reporter);

  const std::vector<TrackFiles>& tracks() const { return tracks_; }
  const Grid& grid() const { return tracks_.front().grid(); }
  const Slopes& slopes() const { return slopes_; }
  const EventWater& water() const { return water_; }

  /// Degrees; NaN where the terrain model has a hole.
  Image<float> slope_deg(const Window& window) const;

  /// Of every track, with water and what is outside of the area masked, and less weight towards
  /// the tracks' borders. From any thread.
  std::vector<TrackSight> sights(const Window& window, const Image<float>& slope_deg) const;

  /// Linear power on the last date before the event or the first one after it: of the first track,
  /// which fades into the next one at its border, and so on. From any thread.
  Image<float> power(const Window& window, const std::string& polarisation, Side side) const;

 private:
  void find_usual_log_odds(ThreadPool& threads);

  std::vector<TrackFiles> tracks_;
  std::vector<EdgeFade> fades_;  // of the tracks
  Slopes slopes_;
  EventWater water_;
  geo::VectorLayer area_;
  std::vector<double> usual_log_odds_;  // of each track
};

}  // namespace scarp::pipeline
