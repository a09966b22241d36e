#pragma once

#include <optional>

#include "core/grid.h"
#include "core/runs.h"

namespace scarp::product {

/// `min_area_m2`, or when it is empty the area of four cells, 1000 m² at the least.
double minimum_mapping_unit_m2(const Grid& grid, std::optional<double> min_area_m2);

struct AssessedArea {
  double assessable_m2 = 0;
  double blind_m2 = 0;
};

/// `mask`: the cells with a mask bit. Those excluded by hand, or outside of the
/// area asked for, count on neither side.
AssessedArea assessed_area(const Runs& mask, const Grid& grid);

}  // namespace scarp::product
