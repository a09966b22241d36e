#pragma once

#include <vector>

#include "core/image.h"
#include "geo/warp.h"
#include "report/scenes.h"
#include "report/web_map.h"

namespace scarp::report {

/// Shrinking takes the mean of what it throws away; else the cells stay as they are.
geo::Resampling resampling_for(const WebGrid& map);

/// Mean power of all dates, in dB, on a web map; NaN where none has data. Throws Error.
Image<float> mean_db(const std::vector<SceneBand>& bands, const WebGrid& map,
                     geo::Apart apart = geo::Apart::refuse);

}  // namespace scarp::report
