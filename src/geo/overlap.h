#pragma once

#include <cstddef>
#include <vector>

#include "geo/polygon.h"

namespace scarp::geo {

/// Polygons that share ground, as one.
struct Joined {
  MultiPolygon geometry;             ///< their union
  std::vector<std::size_t> members;  ///< which they were, in order; one alone is left as it is
};

/// Joins the polygons that overlap, in order of their first members, so that no ground is counted
/// twice. What touches along edges or in corners stays apart.
std::vector<Joined> join_overlapping(const std::vector<MultiPolygon>& polygons);

}  // namespace scarp::geo
