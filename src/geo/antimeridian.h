#pragma once

#include "core/grid.h"
#include "geo/vector_file.h"

// Longitudes that are counted on across the antimeridian, so that what lies on both sides of it
// stays in one piece.
namespace scarp::geo {

/// A box of longitudes and latitudes whose west lies east of its east, and at most half a turn from
/// it, crosses the antimeridian: its east is counted on. Other boxes stay as they are.
Bounds across_antimeridian(Bounds box);

/// Of the outer rings of all polygons; nothing lies within where there are none.
Bounds bounds_of(const VectorLayer& layer);

/// A layer in longitude and latitude that is wider than half a turn, but not once its longitudes
/// are counted on from its first point: those, and features that were cut at the antimeridian (RFC
/// 7946, section 3.1.9) in one piece. Other layers stay as they are.
VectorLayer joined_at_antimeridian(VectorLayer layer);

}  // namespace scarp::geo
