#pragma once

#include "core/thread_pool.h"
#include "geo/dem_survey.h"
#include "geo/geoid.h"
#include "sar/visibility.h"

namespace scarp::pipeline {

/// Terrain this far around a grid can bear on its cells: layover and shadow reach less far.
inline constexpr double kAround_m = 20000;

/// Of what `dem` holds within some 20 km of the cells of `grid`; of all of it where that cannot be
/// told. Throws Error when the DEM cannot be read.
geo::DemSurvey survey_around(const geo::Dem& dem, const Grid& grid, ThreadPool& threads);

/// Lowest and highest ground that the cells of `grid`, or what lies around them, can have when it
/// is resampled from a DEM with that survey_around(); heights above the ellipsoid, where `model` is
/// what those of the DEM are measured from.
sar::Relief dem_relief(const geo::DemSurvey& survey, const Grid& grid, geo::VerticalDatum model);

}  // namespace scarp::pipeline
