#pragma once

#include "core/grid.h"
#include "core/image.h"
#include "core/projection.h"
#include "sar/node_lattice.h"
#include "sar/radar_geometry.h"
#include "sar/solved_window.h"

namespace scarp::sar {

/// Where one product shows the cells of a grid, many at a time. The arguments must outlive it. Safe
/// to use from several threads at once.
class GridGeometry {
 public:
  GridGeometry(const Grid& grid, const Projection& projection, const RadarGeometry& geometry);

  /// `window` may reach beyond the grid.
  SolvedWindow solve(const Window& window) const;

  const RadarGeometry& geometry() const { return geometry_; }

 private:
  SolvedWindow::Node solve_node(const Image<Vertical>& ground, int row, int col) const;

  const Projection& projection_;
  const RadarGeometry& geometry_;
  NodeLattice lattice_;
};

}  // namespace scarp::sar
