#pragma once

#include <cstdint>
#include <vector>

#include "core/image.h"
#include "core/thread_pool.h"
#include "core/utc.h"
#include "sar/product.h"
#include "sim/radar_view.h"
#include "sim/speckle.h"

namespace scarp::sim {

struct RadarProductOptions {
  Utc start;  ///< of line 0
  int absolute_orbit = 23563;
  int relative_orbit = 116;
  SpeckleOptions speckle;
  double noise_db = -60;  ///< noise-equivalent β⁰; by the table 0.8 to 1.4 times as much
  std::uint64_t seed = 1;
};

/// An IW GRDH product whose VV and VH show these terrain-flattened γ⁰ on the grid of the terrain,
/// with speckle and with the noise of its noise tables. Digital numbers are 0 where unknown ground
/// shows and else at least 1. Holds both in memory, 4 bytes a pixel.
sar::Product radar_product(const RadarView& view, const std::vector<Image<float>>& vv_and_vh,
                           const RadarProductOptions& options, ThreadPool& threads);

/// The same of several dates at once, whose geometry is computed but once: VV and VH of the first
/// of `options`, then those of the next.
std::vector<sar::Product> radar_products(const RadarView& view,
                                         const std::vector<Image<float>>& gamma0,
                                         const std::vector<RadarProductOptions>& options,
                                         ThreadPool& threads);

}  // namespace scarp::sim
