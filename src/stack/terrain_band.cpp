#include "stack/terrain_band.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "geo/terrain.h"
#include "geo/warp.h"

namespace scarp::stack {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kLeastMargin_m = 100;
constexpr double kMargin_cells = 4;  // of the target: the reach of the convolution where it shrinks

}  // namespace

Image<float> terrain_band(const geo::Dem& dem, BandRequest::Kind kind, const Grid& grid) {
  const double margin_m = std::max(kLeastMargin_m, kMargin_cells * grid.cell_size_m());
  const std::optional<Raster<float>> heights = geo::read_dem_part(dem, grid, margin_m);
  if (!heights) return Image<float>(grid.size(), kNaN);
  const bool slope = kind == BandRequest::Kind::slope;
  Image<float> band = geo::warp(slope ? geo::slope_deg(*heights) : *heights, grid,
                                geo::Resampling::cubic, geo::Apart::empty)
                          .values;
  // Cubic convolution overshoots.
  for (float& value : band.values()) {
    if (slope) value = std::clamp(value, 0.0F, 90.0F);
  }
  return band;
}

}  // namespace scarp::stack
