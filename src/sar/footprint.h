#pragma once

#include <vector>

#include "core/projection.h"
#include "sar/radar_image.h"

namespace scarp::sar {

/// The four corners of an image by its tie points, in order around it: near and far on the first
/// line, far and near on the last.
std::vector<LonLat> footprint(const std::vector<TiePoint>& points);

}  // namespace scarp::sar
