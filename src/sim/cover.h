#pragma once

#include <cstdint>

#include "core/raster.h"
#include "core/thread_pool.h"

namespace scarp::sim {

enum class Cover : std::uint8_t { forest, field, water, meadow, rock };
inline constexpr int kCovers = 5;

/// What covers the ground, and what of it moves between dates; dB of γ⁰ at kReferenceIncidence_deg.
struct CoverSignal {
  double vv_db;
  double vh_db;
  double vv_falloff;  ///< γ⁰ goes with cosⁿ of the local incidence angle: n
  double vh_falloff;
  double texture_db;   ///< deviation over space, the same at all dates
  double moisture_db;  ///< deviation of the whole cover between dates
  double season_db;    ///< deviation of the whole cover between before and after the event
  double parcel_db;    ///< deviation of a parcel between dates
};

inline constexpr double kReferenceIncidence_deg = 38;

/// Forest has the means of forested Hokkaido chips (VV 0.15, VH 0.04); the others are typical of
/// C band (Ulaby & Dobson 1989, *Handbook of Radar Scattering Statistics for Terrain*).
const CoverSignal& signal_of(std::uint8_t cover);

struct CoverOptions {
  double forest_share = 1;        ///< of the slopes; the rest are meadows and, where steepest, rock
  double farmland_below_deg = 6;  ///< slope of farmland and water; 0: neither
  double water_share = 0.02;      ///< of the cells, the lowest
  std::uint64_t seed = 1;
};

/// Forest on the slopes, parcels of farmland on flat ground, water where that is lowest or unknown.
Image<std::uint8_t> land_cover(const Raster<float>& dem, const Raster<float>& slope_deg,
                               const CoverOptions& options, ThreadPool& threads);

/// Parcels of about `size_m`: each cell has the number of the nearest of scattered points. Numbers
/// are spread over all values.
Image<std::uint32_t> parcels(const Grid& grid, double size_m, std::uint64_t seed,
                             ThreadPool& threads);

}  // namespace scarp::sim
