#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "core/projection.h"
#include "core/raster.h"
#include "geo/dem.h"
#include "geo/geoid.h"
#include "sar/node_lattice.h"

namespace scarp::pipeline {

/// Heights above the ellipsoid on the cells of a grid, from a DEM in any reference system: cubic
/// convolution (bilinear beside gaps); of DEMs finer than the grid, means over blocks of their
/// cells. NaN where the DEM has none. A height does not depend on the window it is read in or on
/// the extent of the grid. A DEM in degrees may cross the antimeridian, begin or end there, or go
/// all around the Earth.
class DemHeights {
 public:
  /// `dem` and `projection`, that of `grid`, must outlive it. Throws Error when a geoid model is
  /// missing.
  DemHeights(const geo::Dem& dem, const Grid& grid, const Projection& projection,
             geo::VerticalDatum datum);

  /// Of the cells in `window`, which may reach beyond the grid. From any thread. Throws Error when
  /// the DEM cannot be read.
  Image<float> read(const Window& window) const;

  /// How heights came to be ellipsoidal.
  const geo::GeoidShift& geoid() const { return shift_; }

 private:
  struct Node;
  struct Blocks;
  using Corners = std::array<Node, 4>;  // upper left, upper right, lower left, lower right
  Image<Node> nodes(const Window& window) const;
  Corners corners(const Image<Node>& nodes, const sar::Patch& patch) const;
  static Node mix(const Node& a, const Node& b, double weight);
  Window needed(const std::vector<Corners>& patches) const;
  void fill(const Window& window, const Window& origin, Image<float>& out) const;
  void fill_patch(const sar::Patch& patch, const Corners& corners, const Blocks& blocks,
                  const Window& origin, Image<float>& out) const;
  Image<float> read_cells(const Window& cells) const;
  Image<float> read_blocks(const Window& blocks) const;

  const geo::Dem& dem_;
  const Projection& projection_;
  std::unique_ptr<Projection> dem_projection_;
  sar::NodeLattice lattice_;
  int block_ = 1;               // cells of the DEM whose mean is taken, along each edge
  std::optional<int> period_;   // columns of a DEM that goes all around the Earth
  geo::GeoidShift shift_;       // before undulation_m_, which sets it
  Raster<float> undulation_m_;  // empty for ellipsoidal heights
};

}  // namespace scarp::pipeline
