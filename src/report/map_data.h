#pragma once

#include <nlohmann/json.hpp>

#include "report/page.h"

namespace scarp::report {

/// What page.js draws the map from. Rings are lists of whole millionths of a degree, longitude and
/// latitude in turn: of the first corner in full, of the others the steps from the one before; the
/// last corner, which repeats the first, is left out.
nlohmann::ordered_json map_data(const Page& page);

}  // namespace scarp::report
