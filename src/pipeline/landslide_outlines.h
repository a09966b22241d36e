#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "change/series.h"
#include "pipeline/slopes.h"
#include "product/event_layers.h"
#include "product/regions.h"

namespace scarp::pipeline {

/// The outline and attributes of each region of changed cells (see ChangeMap), with slopes if there
/// are any.
std::vector<product::Landslide> outline_landslides(const product::Regions& regions,
                                                   const Grid& grid, const Slopes* slopes);

}  // namespace scarp::pipeline
