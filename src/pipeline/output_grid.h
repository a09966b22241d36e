#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/grid.h"
#include "sar/product.h"

namespace scarp::pipeline {

/// What the result of geocoding is to cover, and how.
struct OutputGridOptions {
  std::string like;          ///< raster file whose grid is taken as it is; empty: by what follows
  std::string crs = "auto";  ///< "auto" is the UTM zone of the area's centre
  /// West,south,east,north in degrees, or a file of polygons of whose outermost edges the box is
  /// taken; empty: all that the scenes show. Across the antimeridian west is more than east, and
  /// polygons may be cut there.
  std::string area;
  std::optional<double> resolution;  ///< in units of `crs`; empty: the edge of a pixel
};

/// A north-up grid; unless taken from a file its cell edges lie on whole multiples of the cell
/// size. Throws Error for areas, systems and resolutions that make no sense, and for grids of more
/// than four thousand million cells.
Grid output_grid(const OutputGridOptions& options, const std::vector<sar::Product>& slices);

}  // namespace scarp::pipeline
