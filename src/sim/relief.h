#pragma once

#include <cstdint>

#include "core/raster.h"
#include "core/thread_pool.h"

namespace scarp::sim {

struct ReliefOptions {
  double height_m = 600;       ///< from valley floors to the highest ridges, roughly
  double wavelength_m = 4000;  ///< from ridge to ridge
  std::uint64_t seed = 1;
};

/// Ridges and valleys as a ridged multifractal of eight octaves (Musgrave 1993), the low parts
/// filled up to flat valley floors. Heights in metres on a projected grid in metres; a cell's
/// height depends on its place alone, so that neighbouring grids fit together.
Raster<float> generate_relief(const Grid& grid, const ReliefOptions& options, ThreadPool& threads);

}  // namespace scarp::sim
