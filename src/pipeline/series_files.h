#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "change/series.h"
#include "core/reporter.h"
#include "geo/raster_file.h"
#include "stack/series_argument.h"

namespace scarp::pipeline {

/// Open files and the series over them.
struct SeriesFiles {
  std::vector<std::unique_ptr<geo::RasterFile>> files;
  change::Series series;
  std::string simulated;  ///< what one of them says of having been simulated; empty: nothing
};

/// Opens the rasters of both sides and sorts their bands by polarisation. `units` empty: read from
/// the files' metadata, else linear power. The result does not depend on the order of the
/// arguments. Throws Error when files are unreadable, lie on different grids, have an unknown
/// polarisation, are given twice, share no polarisation, or hold values that cannot be what they
/// are said to be.
SeriesFiles open_series(const std::vector<stack::SeriesArgument>& before,
                        const std::vector<stack::SeriesArgument>& after,
                        std::optional<change::Units> units, Reporter& reporter);

}  // namespace scarp::pipeline
