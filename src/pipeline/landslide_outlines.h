#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "change/series.h"
#include "core/output_folder.h"
#include "core/runs.h"
#include "core/thread_pool.h"
#include "pipeline/slope_gate.h"
#include "product/event_layers.h"

namespace scarp::pipeline {

/// The connected regions that cover at least `min_area_m2`.
struct Regions {
  Runs runs;  ///< their cells; values number the regions from 1
  std::int32_t count = 0;
};
Regions large_regions(const Runs& changed, const Grid& grid, double min_area_m2);

/// The outline and attributes of each region, averaged over the rasters of the first look in `out`;
/// with slopes if there are any.
std::vector<product::Landslide> outline_landslides(const Regions& regions,
                                                   const change::Series& series,
                                                   const Raster<float>* slope_deg,
                                                   const OutputFolder& out, ThreadPool& threads);

}  // namespace scarp::pipeline
