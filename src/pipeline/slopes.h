#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/raster.h"
#include "core/reporter.h"
#include "core/thread_pool.h"
#include "geo/dem.h"
#include "geo/warp.h"

namespace scarp::pipeline {

/// Slopes of a terrain model around an area, at the model's own resolution (north-up where it is
/// rotated), across the antimeridian too. They are worked out where they are asked for, so that
/// memory does not grow with the area. From any thread.
class Slopes {
 public:
  /// `no_data` is a gap of the model besides what its file declares. Warns once of the share of
  /// `area` that the model leaves uncovered, and of gaps that pass for ground; throws Error, which
  /// names the file, when it does not touch `area` at all.
  Slopes(const std::string& dem, std::optional<double> no_data, const Grid& area,
         ThreadPool& threads, Reporter& reporter);

  /// Degrees on the cells of `part` of the area; NaN where the model has none.
  Image<float> slope_deg(const Grid& part) const;

  /// The steepest within 100 m: runout deposits lie at the foot of slopes. NaN likewise.
  Image<float> steepest_near_deg(const Grid& part) const;

  /// 0–1, lit from the north-west at 45°.
  Image<float> hillshade(const Grid& part) const;

 private:
  using Layer = Raster<float> (*)(const Raster<float>& heights);

  std::optional<Raster<float>> heights_near(const Grid& part) const;
  Image<float> on(const Grid& part, Layer layer, geo::Resampling resampling) const;
  std::int64_t count_uncovered(const Grid& area, ThreadPool& threads) const;

  std::unique_ptr<const geo::Dem> dem_;
};

}  // namespace scarp::pipeline
