#pragma once

#include <cstdint>
#include <functional>

#include "core/runs.h"
#include "geo/polygon.h"

namespace scarp::geo {

/// Calls `add` with every ring around the parts for which `wanted` says so: x is the column, y the
/// row, corners only. `part[i]` >= 0 is the part run i belongs to; parts are connected by edges.
/// The outer ring of a part comes before its holes, and outer rings run counter-clockwise on a map
/// with north up, holes clockwise. Rings touch at corners at most, so that a part is a valid
/// polygon.
void trace_rings(const Runs& runs, const std::vector<std::int32_t>& part,
                 const std::function<bool(std::int32_t)>& wanted,
                 const std::function<void(std::int32_t, Ring)>& add);

}  // namespace scarp::geo
