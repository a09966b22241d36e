#pragma once

#include <cstdint>
#include <vector>

#include "core/raster.h"
#include "geo/polygon.h"

namespace scarp::sim {

struct LandslideOptions {
  int count = 40;
  double min_slope_deg = 20;  ///< where they start
  double min_area_m2 = 400;
  double max_area_m2 = 200000;
  std::uint64_t seed = 1;
};

/// A slope failure and what it does to the radar signal.
struct Landslide {
  geo::Polygon outline;  ///< in the DEM's reference system
  double area_m2 = 0;
  double change_vv_db = 0;
  double change_vh_db = 0;
};

/// Landslides on the steep parts of `dem` (metres, projected): started at random cells above the
/// minimum slope, running downslope, with areas after the inverse gamma law of Malamud et al.
/// (2004). Fewer than asked for when the steep ground runs out; none overlap. Stripped forest
/// returns less VH (no canopy) and, rough and bare, mostly more VV: each slide draws its own
/// change.
std::vector<Landslide> generate_landslides(const Raster<float>& dem, const Raster<float>& slope_deg,
                                           const LandslideOptions& options);

}  // namespace scarp::sim
