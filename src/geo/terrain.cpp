#include "geo/terrain.h"

#include <array>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace scarp::geo {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kDegrees = 180 / M_PI;

// Rise per metre to the east and to the north; NaN where it is unknown.
struct Gradient {
  double east;
  double north;
};

/// Heights around a cell. Those missing are put on the plane through the others, so that a plane
/// has its own gradient everywhere.
class Neighbourhood {
 public:
  Neighbourhood(const Image<float>& dem, int row, int col) : dem_(dem), row_(row), col_(col) {
    centre_ = at(0, 0);
    north_ = beside(-1, 0);
    south_ = beside(1, 0);
    west_ = beside(0, -1);
    east_ = beside(0, 1);
  }

  Gradient gradient(const CellLength& length) const {
    const double north_west = corner(-1, -1, north_, west_);
    const double north_east = corner(-1, 1, north_, east_);
    const double south_west = corner(1, -1, south_, west_);
    const double south_east = corner(1, 1, south_, east_);
    return {((north_east + 2 * east_ + south_east) - (north_west + 2 * west_ + south_west)) /
                (8 * length.east_m),
            ((north_west + 2 * north_ + north_east) - (south_west + 2 * south_ + south_east)) /
                (8 * length.north_m)};
  }

 private:
  double at(int down, int right) const {
    const int row = row_ + down;
    const int col = col_ + right;
    if (row < 0 || col < 0 || row >= dem_.rows() || col >= dem_.cols()) return kNaN;
    return dem_(row, col);
  }

  double beside(int down, int right) const {
    const double height = at(down, right);
    return std::isnan(height) ? 2 * centre_ - at(-down, -right) : height;
  }

  double corner(int down, int right, double vertical, double horizontal) const {
    const double height = at(down, right);
    return std::isnan(height) ? vertical + horizontal - centre_ : height;
  }

  const Image<float>& dem_;
  int row_;
  int col_;
  double centre_;
  double north_;
  double south_;
  double west_;
  double east_;
};

void require_usable(const Grid& grid) {
  if (!grid.crs()) {
    throw Error({"the terrain model has no coordinate reference system", "",
                 "Assign one, for example with gdal_translate -a_srs"});
  }
  if (!grid.north_up()) {
    throw Error({"the terrain model is rotated", "", "Warp it to a grid with north up first"});
  }
}

template <typename Function>
Raster<float> map_gradient(const Raster<float>& dem, const Function& function) {
  require_usable(dem.grid);
  Raster<float> result{dem.grid, Image<float>(dem.values.size(), kNaN)};
  for (int row = 0; row < dem.values.rows(); ++row) {
    const CellLength length = cell_length(dem.grid, row);
    for (int col = 0; col < dem.values.cols(); ++col) {
      result.values(row, col) =
          static_cast<float>(function(Neighbourhood(dem.values, row, col).gradient(length)));
    }
  }
  return result;
}

}  // namespace

CellLength cell_length(const Grid& grid, int row) {
  const DegreeLength unit = unit_length(*grid.crs(), grid.centre(row, 0).y);
  return {grid.cell_width() * unit.east_m, grid.cell_height() * unit.north_m};
}

Raster<float> slope_deg(const Raster<float>& dem) {
  return map_gradient(dem, [](const Gradient& rise) {
    return std::atan(std::hypot(rise.east, rise.north)) * kDegrees;
  });
}

Raster<float> aspect_deg(const Raster<float>& dem) {
  return map_gradient(dem, [](const Gradient& rise) -> double {
    if (rise.east == 0 && rise.north == 0) return kNaN;
    const double downhill = std::atan2(-rise.east, -rise.north) * kDegrees;
    return downhill < 0 ? downhill + 360 : downhill;
  });
}

Raster<float> hillshade(const Raster<float>& dem) {
  // The light comes from (east, north, up) = (−1/2, 1/2, √1/2); the ground faces (−east, −north,
  // 1).
  return map_gradient(dem, [](const Gradient& rise) {
    const double light = (rise.east / 2 - rise.north / 2 + std::sqrt(0.5)) /
                         std::sqrt(1 + rise.east * rise.east + rise.north * rise.north);
    return light < 0 ? 0.0 : light;
  });
}

}  // namespace scarp::geo
