#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "change/series.h"
#include "core/reporter.h"
#include "geo/raster_file.h"

namespace scarp::pipeline {

/// Bands of one file, as given on the command line: `[POL=]FILE[:BANDS]`.
struct SeriesArgument {
  std::string polarisation;  ///< upper case; empty: read from band description or file name
  std::string path;
  std::vector<int> bands;  ///< empty: all
};

/// "VV=vv.tif:1-8" or "post_vh.tif:2,5". A text that names an existing file is taken as that file.
/// Throws Error (wrong use) when bands are malformed.
SeriesArgument parse_series_argument(const std::string& text);

/// Open files and the series over them.
struct SeriesFiles {
  std::vector<std::unique_ptr<geo::RasterFile>> files;
  change::Series series;
};

/// Opens the rasters of both sides and sorts their bands by polarisation. `units` empty: read from
/// the files' metadata, else linear power. The result does not depend on the order of the
/// arguments. Throws Error when files are unreadable, lie on different grids, have an unknown
/// polarisation, are given twice, share no polarisation, or hold values that cannot be what they
/// are said to be.
SeriesFiles open_series(const std::vector<SeriesArgument>& before,
                        const std::vector<SeriesArgument>& after,
                        std::optional<change::Units> units, Reporter& reporter);

}  // namespace scarp::pipeline
