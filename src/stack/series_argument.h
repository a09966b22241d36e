#pragma once

#include <string>
#include <vector>

namespace scarp::stack {

/// Bands of one file, as given on the command line: `[POL=]FILE[:BANDS]`.
struct SeriesArgument {
  std::string polarisation;  ///< upper case; empty: read from band description or file name
  std::string path;
  std::vector<int> bands;  ///< empty: all
};

/// "VV=vv.tif:1-8" or "post_vh.tif:2,5". A text that names an existing file is taken as that file.
/// Throws Error (wrong use) when bands are malformed.
SeriesArgument parse_series_argument(const std::string& text);

}  // namespace scarp::stack
