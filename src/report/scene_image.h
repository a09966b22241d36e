#pragma once

#include <string>
#include <vector>

#include "core/image.h"
#include "geo/warp.h"
#include "report/scenes.h"
#include "report/web_map.h"

namespace scarp::report {

/// Shrinking takes the mean of what it throws away; else the cells stay as they are.
geo::Resampling resampling_for(const WebGrid& map);

/// A band on a web map. Where that is much coarser the mean is taken of an overview, if there is
/// one.
Image<float> on_map(const std::string& path, int band, const WebGrid& map,
                    geo::Resampling resampling, geo::Apart apart = geo::Apart::refuse);

/// Mean power of all dates, in dB, on a web map; NaN where none has data. Throws Error.
Image<float> mean_db(const std::vector<SceneBand>& bands, const WebGrid& map,
                     geo::Apart apart = geo::Apart::refuse);

}  // namespace scarp::report
