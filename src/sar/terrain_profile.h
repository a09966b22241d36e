#pragma once

#include <optional>
#include <vector>

#include "core/grid.h"
#include "core/image.h"
#include "core/projection.h"
#include "sar/node_lattice.h"
#include "sar/radar_geometry.h"
#include "sar/solved_window.h"

namespace scarp::sar {

/// Terrain along the plane in which the radar sees at one moment, from near to far. Samples count
/// from range 0 in steps of slant range on the ellipsoid: sample i lies where the ellipsoid below
/// it is (first + i) steps away. NaN where the height is unknown.
struct TerrainProfile {
  int first = 0;
  std::vector<double> slant_range_m;  ///< as the image has it: delayed by the air, if so asked
  /// Of the angle at the satellite between straight down and the terrain.
  std::vector<double> tan_look;
  std::vector<double> height_m;

  int count() const { return static_cast<int>(height_m.size()); }
};

/// A stretch of lines and samples, solved for: the profiles in it cost little each.
class SolvedProfiles {
 public:
  /// At `line`, which must lie in the stretch and need not be whole: samples that `heights` may
  /// hold. Heights are bilinear between the centres of cells. `cells` gets where the samples are:
  /// centres of cells are whole, those of the first row and column of `heights` 0.
  void read(double line, const HeightTile& heights, TerrainProfile& out,
            std::vector<CellPoint>* cells = nullptr) const;

 private:
  friend class ProfileLattice;

  // A point of the ellipsoid in the plane of sight, and how it moves for each m of height above:
  // seen from the satellite (to the right and down, m), and in cells of the map.
  struct Node {
    double right_m, down_m, right_per_m, down_per_m;
    double row, col, row_per_m, col_per_m;
  };
  struct Block;

  static Node mix(const Node& a, const Node& b, double weight);
  bool touches(const Node& near, const Node& far, const HeightTile& heights) const;

  int lines_per_node_ = 1;
  int first_node_line_ = 0;  // in nodes
  int first_node_range_ = 0;
  bool delayed_ = false;
  CellPoint origin_;  // of the grid, in cells from the origin of its reference system
  Image<Node> nodes_;
};

/// Cuts terrain on a map grid into profiles. Everything is anchored to the lines of the image, to
/// slant range 0 and to the origin of the map's reference system: whatever tiles the heights come
/// in, a sample has the same bits. The arguments must outlive it. Safe to use from several threads
/// at once.
class ProfileLattice {
 public:
  /// The steps of range are so short that samples are no further apart on the ellipsoid than cells
  /// of the grid or pixels of the image. Throws Error like NodeLattice, and where the image shows
  /// no ground.
  ProfileLattice(const Grid& grid, const Projection& projection, const RadarGeometry& geometry);

  /// The profile that passes over or under a place of the ellipsoid.
  struct Place {
    double line = 0;
    double sample = 0;
    double lines_per_m = 0;  ///< of height: how much earlier or later higher ground is seen
  };
  std::optional<Place> place(const Vertical& ground) const;

  /// For lines and samples from `low` to `high`.
  SolvedProfiles solve(Place low, Place high) const;

  /// m of slant range.
  double range_step_m() const { return range_step_m_; }

  /// Incidence angles on the ellipsoid at the first and last pixel.
  double near_incidence_rad() const { return near_incidence_rad_; }
  double far_incidence_rad() const { return far_incidence_rad_; }

  const RadarGeometry& geometry() const { return geometry_; }
  const Projection& projection() const { return projection_; }
  /// Of the nodes of the map.
  const NodeLattice& map_nodes() const { return map_nodes_; }

 private:
  struct Ground;
  Ground ground_at(int line, int sample) const;
  static SolvedProfiles::Node seen_node(const Ground& ground, std::vector<LonLat>& places);
  void place_on_map(const std::vector<LonLat>& places, Image<SolvedProfiles::Node>& nodes) const;

  const Projection& projection_;
  const RadarGeometry& geometry_;
  NodeLattice map_nodes_;
  double cell_width_;
  double cell_height_;
  int lines_per_node_ = 1;
  double range_step_m_ = 0;
  double near_incidence_rad_ = 0;
  double far_incidence_rad_ = 0;
};

}  // namespace scarp::sar
