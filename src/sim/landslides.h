#pragma once

#include <cstdint>
#include <vector>

#include "core/raster.h"
#include "geo/polygon.h"
#include "geo/vector_file.h"

namespace scarp::sim {

/// What landslides leave behind: rough bare ground, mostly brighter than forest in VV, and, as the
/// canopy is gone, darker in VH. γ⁰ at kReferenceIncidence_deg.
struct DebrisOptions {
  double vv_db = -5.7;
  double vh_db = -17.5;
  double deviation_db = 1.5;  ///< from landslide to landslide
  /// Least share of the ground that a landslide strips; each draws its own, up to all.
  double least_stripped = 0.5;
  std::uint64_t seed = 1;
};

struct LandslideOptions {
  int count = 40;
  double min_slope_deg = 20;  ///< where they start
  double min_area_m2 = 400;
  double max_area_m2 = 200000;
  DebrisOptions debris;
  std::uint64_t seed = 1;
};

/// A slope failure and what it does to the radar signal.
struct Landslide {
  geo::Polygon outline;  ///< in the DEM's reference system
  double area_m2 = 0;
  double debris_vv_db = 0;  ///< γ⁰ of the ground it leaves behind
  double debris_vh_db = 0;
  double stripped = 1;  ///< share of the ground inside that it does so on
};

/// Landslides on the steep parts of `dem` (metres, projected): started at random cells above the
/// minimum slope, running downslope, with areas after the inverse gamma law of Malamud et al.
/// (2004). Fewer than asked for when the steep ground runs out; none overlap.
std::vector<Landslide> generate_landslides(const Raster<float>& dem, const Raster<float>& slope_deg,
                                           const LandslideOptions& options);

/// Those with the outlines given, in the reference system of the ground.
std::vector<Landslide> landslides_of(std::vector<geo::Polygon> outlines,
                                     const DebrisOptions& options);

}  // namespace scarp::sim
