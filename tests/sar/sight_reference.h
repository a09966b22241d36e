#pragma once

#include "core/grid.h"
#include "core/mask.h"
#include "sar/radar_geometry.h"
#include "sar/solved_window.h"

namespace scarp::sar::test {

/// Bilinear between the centres of cells of a grid in longitude and latitude; NaN beside them.
struct Ground {
  Ground(const Grid& of_grid, const HeightTile& of_heights);

  const Grid& grid;
  const HeightTile& heights;
  double lowest_m;
  double highest_m;

  double height_m(LonLat place) const;
};

/// Whether the ray from a cell to the satellite meets ground on its way, by walking along it in
/// steps of `step_m`.
bool hidden(const Ground& ground, const RadarGeometry& geometry, int row, int col, double step_m);

/// Whether other ground is seen at the moment and slant range of a cell: walks along the arc of all
/// such places, in steps of `step_m` of height.
bool overlaid(const Ground& ground, const RadarGeometry& geometry, int row, int col, double step_m);

/// Both, for the cells in `window`.
MaskImage seen_by_brute_force(const Ground& ground, const RadarGeometry& geometry,
                              const Window& window, double step_m);

/// Cells of one bit, and how far they agree with the truth.
struct Agreement {
  int truth = 0;
  int inside = 0;  ///< true cells all of whose neighbours are true
  int found = 0;   ///< of these
  int flagged = 0;
  int outside = 0;  ///< of the flagged: those without a true neighbour

  Agreement& operator+=(const Agreement& other);
};

Agreement agreement(const MaskImage& mask, const MaskImage& truth, MaskBit bit);

}  // namespace scarp::sar::test
