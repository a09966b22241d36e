#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/grid.h"
#include "core/image.h"
#include "geo/cog.h"
#include "geo/polygon.h"

namespace scarp::test {

/// North-up cells of `cell` m in UTM zone 54 N, whose upper left corner is that of the tests'
/// ground, moved by `east` and `south` m.
Grid utm_grid(Size size, double cell = 10, double east = 0, double south = 0);

/// An image of function(easting, northing) at the centres of the grid.
Image<float> image_of(const Grid& grid, const std::function<double(double, double)>& function);

/// Writes one band.
void make_file(const std::filesystem::path& path, const Grid& grid, const Image<float>& image,
               const geo::BandSpec& band);

/// Writes rectangles (in cells of `grid`: row, column, rows, columns) as polygons.
void make_polygons(const std::filesystem::path& path, const Grid& grid,
                   const std::vector<Window>& rectangles);

}  // namespace scarp::test
