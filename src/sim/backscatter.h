#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/raster.h"
#include "core/thread_pool.h"
#include "sim/landslides.h"

namespace scarp::sim {

/// The ground of a simulated event, as far as the radar is concerned. Images may be empty but for
/// the first two.
struct Ground {
  Image<std::uint8_t> cover;      ///< Cover
  Image<std::int32_t> landslide;  ///< index + 1 into `slides`, 0 elsewhere
  std::vector<Landslide> slides;
  Image<float> runout;          ///< of landslide cells: 0 at the head to 1 at the toe
  Image<float> cos_incidence;   ///< local; without it all at the reference incidence
  Image<std::uint32_t> parcel;  ///< farmland, meadows and stands of trees by number
  double changed_parcels = 0;   ///< share of them used otherwise since the event: false alarms
};

struct SceneOptions {
  double looks = 4.4;  ///< of a pixel of a Sentinel-1 IW GRDH product
  double speckle_correlation = 0;
  double texture = 1;  ///< how uneven each cover is; 0 even, 1 as the deviations of CoverSignal
  /// How much moisture and season change; 0 nothing, 1 as the deviations of CoverSignal have it.
  double weather = 1;
  /// Noise-equivalent γ⁰, dB: its mean is subtracted, its fluctuation stays.
  double noise_db = -60;
  std::uint64_t seed = 1;       ///< of the ground
  std::uint64_t days_seed = 0;  ///< of weather and speckle, together with the former
};

/// One acquisition, numbered from 0, in one polarisation.
struct Acquisition {
  std::string polarisation;
  int date = 0;
  bool after_event = false;
};

/// Terrain-flattened γ⁰ as linear power without speckle and noise: the mean of the land cover at
/// the local incidence angle with its texture, the weather of the date (season, moisture of covers
/// and of showers, parcel by parcel, wind on water), parcels used otherwise and landslides when
/// `after_event`. NaN where the local incidence is unknown.
Image<float> mean_backscatter(const Grid& grid, const Ground& ground,
                              const Acquisition& acquisition, const SceneOptions& options,
                              ThreadPool& threads);

/// The same with speckle and noise, at least −50 dB.
Image<float> backscatter(const Grid& grid, const Ground& ground, const Acquisition& acquisition,
                         const SceneOptions& options, ThreadPool& threads);

/// What the landslides alone do, dB: after over before on the same day. 0 elsewhere.
Image<float> landslide_change_db(const Grid& grid, const Ground& ground,
                                 const std::string& polarisation, const SceneOptions& options,
                                 ThreadPool& threads);

}  // namespace scarp::sim
