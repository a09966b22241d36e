#pragma once

#include "geo/polygon.h"

namespace scarp::geo {

/// The outline with its corners cut, each by half a cell along both edges at most, so that a
/// staircase of cells becomes a slope; then each ring is blown up around its centre of gravity to
/// the planar area it had, which moves it by a quarter of a cell at most. Parts and holes stay
/// apart. `cell` is the edge of a cell in units of the coordinates.
MultiPolygon smoothed(const MultiPolygon& outline, double cell);

}  // namespace scarp::geo
