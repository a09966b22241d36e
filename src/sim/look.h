#pragma once

#include "core/mask.h"
#include "core/raster.h"
#include "core/thread_pool.h"

namespace scarp::sim {

struct LookOptions {
  bool ascending = false;
  double incidence_deg = 38;  ///< on the ellipsoid, at the centre of the grid; 30 to 46 for IW
};

/// How a pass sees the ground.
struct Look {
  Image<float> cos_incidence;  ///< local; NaN where the height is unknown
  MaskImage mask;              ///< layover, shadow, poor geometry; no data where it is unknown
};

/// From an orbit of Sentinel-1, 693 km up, looking to the right. `dem` holds metres above the
/// ellipsoid on a projected grid. Throws Error for places that no such orbit sees.
Look look_at(const Raster<float>& dem, const LookOptions& options, ThreadPool& threads);

}  // namespace scarp::sim
