#pragma once

#include <cstdint>
#include <functional>

#include "core/image.h"
#include "geo/polygon.h"

namespace scarp::geo {

/// Calls `add` with every ring around the parts (edge-connected cells of one index >= 0) for which
/// `wanted` says so: x is the column, y the row, corners only. The outer ring of a part comes
/// before its holes, and outer rings run counter-clockwise on a map with north up, holes clockwise.
/// Rings touch at corners at most, so that a part is a valid polygon.
void trace_rings(const Image<std::int32_t>& part, const std::function<bool(std::int32_t)>& wanted,
                 const std::function<void(std::int32_t, Ring)>& add);

}  // namespace scarp::geo
