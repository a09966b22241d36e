#pragma once

#include <string>
#include <vector>

#include "core/grid.h"
#include "core/output_folder.h"
#include "pipeline/event_stages.h"

namespace scarp::pipeline {

/// Writes mosaic/before-vv.vrt, mosaic/after-vv.vrt and so on into `out`: what the tracks saw on
/// the last date before the event and the first one after it, as virtual rasters of the geocoded
/// files in the folder of stages. Where tracks overlap the first one lies on top. `grid` is that of
/// the map. Throws Error.
void write_backscatter_mosaics(const std::vector<TrackMaps>& tracks,
                               const std::vector<std::string>& polarisations, const Grid& grid,
                               const OutputFolder& out);

}  // namespace scarp::pipeline
