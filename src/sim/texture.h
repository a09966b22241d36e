#pragma once

#include <cstdint>

#include "core/grid.h"

namespace scarp::sim {

/// How uneven ground is, the same at all dates, of deviation about 1.5: smooth over kilometres,
/// over stands of trees, and what cells of 30 m hardly resolve. Bright spots in VV (edges, walls,
/// boulders), dark ones in VH (bare and smooth ground).
double texture_at(Point place, bool cross_polarised, std::uint64_t seed);

/// By what the small-scale weather of a place is multiplied at all dates: some ground changes more.
double restlessness_at(Point place, std::uint64_t seed);

/// Deviation about 1 (0.87), smooth over `length_m`.
double smooth_field(Point place, double length_m, std::uint64_t seed);

/// Likewise, but longer to the north, along the track, where the resolution of the radar is
/// coarser: for what it hardly resolves.
double fine_field(Point place, double length_m, std::uint64_t seed);

}  // namespace scarp::sim
