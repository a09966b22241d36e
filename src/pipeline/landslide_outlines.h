#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "change/series.h"
#include "core/components.h"
#include "core/output_folder.h"
#include "core/thread_pool.h"
#include "pipeline/slope_gate.h"
#include "product/event_layers.h"

namespace scarp::pipeline {

/// Regions of the cells above zero that cover at least `min_area_m2`, numbered from 1.
Components large_regions(const Image<std::uint8_t>& changed, const Grid& grid, double min_area_m2);

/// The outline and attributes of each region, averaged over the rasters of the first look in `out`;
/// with slopes if there are any.
std::vector<product::Landslide> outline_landslides(const Components& regions,
                                                   const change::Series& series,
                                                   const Raster<float>* slope_deg,
                                                   const OutputFolder& out, ThreadPool& threads);

}  // namespace scarp::pipeline
