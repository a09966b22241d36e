#pragma once

#include "core/mask.h"
#include "sar/terrain_profile.h"

namespace scarp::sar {

/// Lowest and highest ground of the terrain at hand, m above the ellipsoid.
struct Relief {
  double lowest_m = 0;
  double highest_m = 0;
};

/// How far apart on the map two places can be of which one lies over the other or hides it, m:
/// their difference in height / tan θ for layover, · tan θ for shadow.
double terrain_reach_m(const ProfileLattice& lattice, const Relief& relief);

/// The same in cells of a grid, and a few more.
struct Halo {
  int rows = 0;
  int cols = 0;
};
Halo terrain_halo(const Grid& grid, double reach_m);

/// `window` and the halo around it; may reach beyond the grid.
Window padded(const Window& window, Halo halo);

/// Finds where the radar sees several places at once (layover) or nothing (shadow), by the heights
/// along the planes in which it sees. From near to far there is layover where the slant range is
/// not above the greatest before, and from far to near where it is not below the least; there is
/// shadow where the look angle is not above the greatest before. The result of a cell depends on
/// the heights within terrain_reach_m() alone, to the last bit. Safe to use from several threads at
/// once.
class Visibility {
 public:
  /// The arguments must outlive it. Throws Error like ProfileLattice.
  Visibility(const Grid& grid, const Projection& projection, const RadarGeometry& geometry,
             const Relief& relief);

  /// The cells whose heights decide on those of `window`; it may reach beyond the grid.
  Window padded(const Window& window) const;

  /// MaskBit::layover and MaskBit::shadow of the cells in `window`; `heights` are those of
  /// padded(window). No bit where the height is unknown or the radar does not look.
  MaskImage mask(const Window& window, const HeightTile& heights) const;

 private:
  ProfileLattice lattice_;
  double reach_m_;
  Halo halo_;
  double line_step_;
};

}  // namespace scarp::sar
