#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/image.h"
#include "event/area.h"
#include "event/scene.h"
#include "geo/dem.h"

namespace scarp::event {

/// A lattice of places over an area: 1 in the places that count. North is up.
using Places = Image<std::uint8_t>;

/// Those inside the polygons of the area.
Places places_of(const Area& area);

/// Those of the area's box inside the outlines of `scenes`.
Places seen_by(const std::vector<Scene>& scenes, const Area& area);

/// Those of the area's box, grown on all sides by `margin_m`, of which a terrain model has the
/// height; the lattice spans the grown box. Throws Error when it cannot be read.
Places with_heights(const geo::Dem& dem, const Area& area, double margin_m);

/// In both.
Places both(const Places& a, const Places& b);

/// Of the places in `of`, how large a share is in `in`; 0 of none.
double share(const Places& in, const Places& of);

/// "100 %", "99.6 %", "less than 1 %".
std::string percent(double share);

}  // namespace scarp::event
