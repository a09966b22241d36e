#pragma once

namespace scarp::geo {

/// Metadata item of rasters whose values no radar measured. What is made of such a raster has it
/// too.
inline constexpr const char* kSimulatedItem = "SCARP_SIMULATED";

}  // namespace scarp::geo
