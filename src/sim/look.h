#pragma once

#include "core/mask.h"
#include "core/projection.h"
#include "core/raster.h"
#include "core/thread_pool.h"
#include "sar/product.h"
#include "sar/synthetic_scene.h"

namespace scarp::sim {

struct LookOptions {
  bool ascending = false;
  double incidence_deg = 38;  ///< on the ellipsoid, at the centre of the grid; 30 to 46 for IW
};

/// A scene whose image shows all of `grid` and kilometres around it, its middle in the middle, with
/// pixels of 20 m. Throws Error for places that no such orbit sees.
sar::SyntheticScene scene_around(const Grid& grid, const Projection& projection,
                                 const LookOptions& pass);

/// How a pass sees the ground.
struct Look {
  Image<float> cos_incidence;  ///< local; NaN where the height is unknown
  MaskImage mask;              ///< layover, shadow, poor geometry; no data where it is unknown
};

/// From an orbit of Sentinel-1, 693 km up, looking to the right. `dem` holds metres above the
/// ellipsoid on a projected grid. Throws Error for places that no such orbit sees.
Look look_at(const Raster<float>& dem, const LookOptions& options, ThreadPool& threads);

/// The same by the orbit and the image of `product`.
Look look_at(const Raster<float>& dem, const sar::Product& product, ThreadPool& threads);

}  // namespace scarp::sim
