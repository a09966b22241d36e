#pragma once

#include <string>
#include <vector>

#include "geo/cog.h"
#include "geo/raster_file.h"

namespace scarp::pipeline {

/// What a raster says of having been simulated; empty: nothing.
std::string simulation_note(const geo::RasterFile& raster);

/// What a raster says that is made of Sentinel-1 products.
std::string simulation_note(bool simulated);

/// Lets a raster tell the warnings of the models that made it, and that it is simulated where
/// `simulated` is not empty.
void note_origin(const std::vector<std::string>& warnings, const std::string& simulated,
                 geo::CogSpec& spec);

}  // namespace scarp::pipeline
