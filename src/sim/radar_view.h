#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/projection.h"
#include "core/raster.h"
#include "core/thread_pool.h"
#include "sar/flattening.h"
#include "sar/product.h"
#include "sar/radar_geometry.h"
#include "sar/synthetic_scene.h"
#include "sim/look.h"

namespace scarp::sim {

/// How the image of a pass, of 10 m pixels, shows the ground: the same at every date.
class RadarView {
 public:
  /// Of all of `dem` (metres above the ellipsoid, on a projected grid), which must outlive it, or
  /// of `lines_and_pixels` around its middle. Throws Error like look_at.
  RadarView(const Raster<float>& dem, const LookOptions& pass,
            std::optional<Size> lines_and_pixels = std::nullopt);
  RadarView(const RadarView&) = delete;
  RadarView& operator=(const RadarView&) = delete;

  const sar::SyntheticScene& scene() const { return scene_; }
  const sar::Product& product() const { return product_; }

  /// β⁰ in whole lines, of each of these terrain-flattened γ⁰ on the grid of the terrain: what
  /// every facet sends back, weighted by its area across the line of sight (layover adds up), 0 in
  /// shadow. NaN where unknown ground shows.
  std::vector<Image<float>> beta0(int first_line, int lines,
                                  const std::vector<Image<float>>& gamma0,
                                  ThreadPool& threads) const;

 private:
  const Raster<float>& dem_;
  std::unique_ptr<Projection> projection_;
  sar::SyntheticScene scene_;
  sar::Product product_;
  sar::RadarGeometry radar_;
  sar::Flattening flattening_;
};

}  // namespace scarp::sim
