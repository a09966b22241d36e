#pragma once

#include <memory>

#include "core/projection.h"

namespace scarp::geo {

/// Between a coordinate reference system and longitude and latitude on WGS 84. Throws Error when no
/// transformation is known.
std::unique_ptr<Projection> map_projection(const CrsPtr& crs);

}  // namespace scarp::geo
