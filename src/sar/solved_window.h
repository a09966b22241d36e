#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/image.h"
#include "core/plausible_height.h"
#include "sar/node_lattice.h"
#include "sar/radar_geometry.h"

namespace scarp::sar {

/// Heights above the ellipsoid, m, of the cells in `window`, which may reach beyond the grid; NaN
/// where unknown.
struct HeightTile {
  Window window;
  Image<float> values;

  /// Of a cell of the grid.
  const float* cell(int row, int col) const {
    return values.row(row - window.row) + (col - window.col);
  }
};

/// Heights at which nodes are solved: the middle, and this much below and above.
inline constexpr double kNodeMiddle_m = 4250;
inline constexpr double kNodeHalf_m = 4750;

/// Heights that facets() needs around a patch.
inline constexpr int kFacetHalo = 2;

/// Where the cells of a patch are seen, row by row; NaN where they are not.
struct SeenCells {
  std::vector<double> azimuth_time_s;
  std::vector<double> slant_range_m;
  std::vector<double> line;
  std::vector<double> pixel;
  double lines_per_cell = 0;  ///< extent of a level cell in the image
  double pixels_per_cell = 0;

  /// To so many cells, none of them seen.
  void clear(std::size_t cells);
};

/// The ground of the cells of a patch as a plane each, row by row; NaN where unknown.
struct Facets {
  std::vector<float> cos_incidence;  ///< between the plane's normal and the direction to the radar
};

/// Azimuth times and slant ranges between which cells are seen, whatever their heights.
struct SeenSpan {
  double first_s = 0;
  double last_s = 0;
  double nearest_m = 0;
  double furthest_m = 0;
};

/// What there is to know of the nodes around a window, and with that of its cells.
class SolvedWindow {
 public:
  /// The pieces the window is worked through in. None of them depends on where the window ends,
  /// except in its extent.
  const std::vector<Patch>& patches() const { return patches_; }

  /// False where the radar does not see the patch at all, whatever its heights.
  bool seen(const Patch& patch) const;

  /// Of all patches together; nothing where none is seen.
  std::optional<SeenSpan> span() const;

  /// By interpolation between the four nodes around, bilinear, and quadratic in height. Errs by
  /// less than 0.01 m of ground range and 0.0005 lines at cells of 10 m.
  void cells(const Patch& patch, const HeightTile& heights, SeenCells& out) const;

  /// From heights averaged over 3 × 3 cells, so that the noise of the terrain model does not tilt
  /// the planes. `heights` must reach kFacetHalo cells further than the patch.
  void facets(const Patch& patch, const HeightTile& heights, Facets& out) const;

 private:
  friend class GridGeometry;

  /// c[0] + z·c[1] + z²·c[2], with z from −1 to 1 over the heights of the nodes.
  using Quadratic = std::array<double, 3>;

  /// Products of the edge vectors of a cell (col to the east, row to the south), its vertical and
  /// the direction to the radar, at z = 0 and their growth with z.
  struct Metric {
    std::array<double, 6> value{};
    std::array<double, 6> slope{};
  };

  struct Node {
    bool seen = false;
    Quadratic azimuth_time_s{};
    Quadratic slant_range_m{};
    Metric metric;
  };

  // Upper left, upper right, lower left, lower right.
  std::array<const Node*, 4> corners(const Patch& patch) const;

  // Of the four corners of a patch.
  struct Curves {
    std::array<Quadratic, 4> azimuth_time_s{};
    std::array<Quadratic, 4> slant_range_m{};
  };
  Curves curves(const Patch& patch) const;
  void see_row(const Patch& patch, int row, const Curves& curves, const float* height_m,
               SeenCells& out) const;

  // Of a cell's centre from one node to the next, by its row or column within the square.
  double fraction(int index) const;

  const RadarGeometry* geometry_ = nullptr;
  int step_ = 1;
  std::vector<Patch> patches_;
  Image<Node> nodes_;
};

}  // namespace scarp::sar
