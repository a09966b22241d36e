#pragma once

namespace scarp::geo {

/// Metadata item of rasters whose values no radar measured. What is made of such a raster has it
/// too.
inline constexpr const char* kSimulatedItem = "SCARP_SIMULATED";

/// Its value for what is made of simulated products.
inline constexpr const char* kSimulatedProduct = "yes: no radar saw it";

}  // namespace scarp::geo
