#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/raster.h"
#include "core/thread_pool.h"
#include "sim/landslides.h"

namespace scarp::sim {

struct SceneOptions {
  double looks = 4.4;  ///< of a pixel of a Sentinel-1 IW GRDH product
  std::uint64_t seed = 1;
};

/// The ground of a simulated event, as far as the radar is concerned.
struct Ground {
  Image<std::uint8_t> cover;      ///< Cover
  Image<std::int32_t> landslide;  ///< index + 1 into `slides`, 0 elsewhere
  std::vector<Landslide> slides;
};

enum class Cover : std::uint8_t { forest, field, water };

/// Forest on the slopes, parcels of farmland on flat ground, water in the lowest parts.
Image<std::uint8_t> land_cover(const Raster<float>& dem, const Raster<float>& slope_deg);

/// Terrain-flattened γ⁰ as linear power for one date: the mean of the land cover with its texture,
/// the weather of the date (moisture of the scene, farming parcel by parcel, wind on water), the
/// landslides when `after_event`, and gamma speckle. `date` numbers the acquisitions from 0.
/// Left out: layover, shadow, noise floor, correlation of speckle between neighbours.
Image<float> backscatter(const Grid& grid, const Ground& ground, const std::string& polarisation,
                         int date, bool after_event, const SceneOptions& options,
                         ThreadPool& threads);

}  // namespace scarp::sim
