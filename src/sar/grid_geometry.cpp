#include "sar/grid_geometry.h"

#include <algorithm>

namespace scarp::sar {
namespace {

// Interpolation errs by 0.012 m of slant range at this distance, four times as much at twice that.
constexpr double kNodeSpacing_m = 320;

std::array<double, 3> quadratic(double low, double middle, double high) {
  return {middle, (high - low) / 2, (high + low) / 2 - middle};
}

// The edge vectors of a cell.
struct Edges {
  Vec3 east;
  Vec3 south;
};

// With n the vertical: (south × east)·s, (south × n)·s, (n × east)·s, and the lengths.
std::array<double, 6> products(const Edges& edges, Vec3 up, Vec3 look) {
  return {dot(cross(edges.south, edges.east), look),
          dot(cross(edges.south, up), look),
          dot(cross(up, edges.east), look),
          dot(edges.east, edges.east),
          dot(edges.south, edges.south),
          dot(edges.east, edges.south)};
}

}  // namespace

GridGeometry::GridGeometry(const Grid& grid, const Projection& projection,
                           const RadarGeometry& geometry)
    : projection_(projection), geometry_(geometry), lattice_(grid, kNodeSpacing_m) {}

// `ground` are the verticals of all nodes and of those one further on each side.
SolvedWindow::Node GridGeometry::solve_node(const Image<Vertical>& ground, int row, int col) const {
  constexpr double kLow_m = kNodeMiddle_m - kNodeHalf_m;
  constexpr double kHigh_m = kNodeMiddle_m + kNodeHalf_m;
  const Vertical& here = ground(row + 1, col + 1);
  const ZeroDoppler middle = geometry_.see(here, kNodeMiddle_m);
  const ZeroDoppler low = geometry_.see(here, kLow_m, middle.azimuth_time_s);
  const ZeroDoppler high = geometry_.see(here, kHigh_m, middle.azimuth_time_s);
  SolvedWindow::Node node;
  node.seen = middle.sight == Sight::seen && low.sight == Sight::seen && high.sight == Sight::seen;
  if (!node.seen) return node;
  node.azimuth_time_s = quadratic(low.azimuth_time_s, middle.azimuth_time_s, high.azimuth_time_s);
  node.slant_range_m = quadratic(low.slant_range_m, middle.slant_range_m, high.slant_range_m);

  const auto edges_at = [&](double height_m) {
    const auto point = [&](int down, int right) {
      const Vertical& v = ground(row + 1 + down, col + 1 + right);
      return v.foot_m + height_m * v.up;
    };
    const double per_cell = 0.5 / lattice_.step();
    return Edges{per_cell * (point(0, 1) - point(0, -1)), per_cell * (point(1, 0) - point(-1, 0))};
  };
  const auto at_low = products(edges_at(kLow_m), here.up, low.look);
  const auto at_high = products(edges_at(kHigh_m), here.up, high.look);
  for (std::size_t i = 0; i < at_low.size(); ++i) {
    node.metric.value[i] = (at_low[i] + at_high[i]) / 2;
    node.metric.slope[i] = (at_high[i] - at_low[i]) / 2;
  }
  return node;
}

SolvedWindow GridGeometry::solve(const Window& window) const {
  const std::vector<LonLat> places = projection_.to_lon_lat(lattice_.nodes(window, 1));
  Image<Vertical> ground(lattice_.node_count(window, 1));
  std::transform(places.begin(), places.end(), ground.values().begin(), vertical);

  SolvedWindow result;
  result.geometry_ = &geometry_;
  result.step_ = lattice_.step();
  result.patches_ = lattice_.patches(window);
  result.nodes_ = Image<SolvedWindow::Node>(lattice_.node_count(window, 0));
  for (int row = 0; row < result.nodes_.rows(); ++row) {
    for (int col = 0; col < result.nodes_.cols(); ++col) {
      result.nodes_(row, col) = solve_node(ground, row, col);
    }
  }
  return result;
}

}  // namespace scarp::sar
