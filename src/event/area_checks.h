#pragma once

#include <optional>
#include <string>

#include "event/area.h"
#include "event/event.h"
#include "event/finding.h"

namespace scarp::event {

/// Whether a map can be made in a reference system ("auto" is one that fits): not in degrees, whose
/// cells are no squares, and which break off at the antimeridian.
Findings check_system(const std::string& crs);

/// Whether the area has as many cells as a map can have, and as it needs. Of the box, so that small
/// polygons may still turn out too small.
Findings check_resolution(const MapChoices& choices, const std::optional<Area>& area);

/// Whether a file of polygons, given as `key`, can be read, and has any in the area: it is needed
/// after all the work. One that is not there is told by check_event().
Findings check_polygons(const std::string& key, const std::string& path,
                        const std::optional<Area>& area);

/// The same of water, polygons or a raster. Polygons that lie around the area, none in it, are a
/// warning.
Findings check_water(const std::string& path, const std::optional<Area>& area);

}  // namespace scarp::event
