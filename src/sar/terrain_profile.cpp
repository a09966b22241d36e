#include "sar/terrain_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "core/error.h"

namespace scarp::sar {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Chords of the ellipsoid between nodes are 0.01 m deep.
constexpr int kSamplesPerNode = 64;
constexpr double kNodeSpacing_m = 650;
constexpr double kMapNodeSpacing_m = 320;

// Over which the movement of places with height is measured.
constexpr double kRise_m = 4000;

Vec3 unit(Vec3 v) { return (1 / norm(v)) * v; }

// Along the path of the satellite, downwards and to the right.
struct Frame {
  Vec3 ahead;
  Vec3 down;
  Vec3 right;

  explicit Frame(const Orbit::Motion& motion) : ahead(unit(motion.velocity_m_per_s)) {
    const Vec3 inward = -1.0 * motion.position_m;
    down = unit(inward - dot(inward, ahead) * ahead);
    right = cross(down, ahead);
  }
};

double cell_length_m(const Grid& grid) {
  const double shortest = std::min(grid.cell_width(), grid.cell_height());
  return shortest * unit_length(*grid.crs(), 0).north_m;
}

int floor_div(int a, int b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

}  // namespace

struct ProfileLattice::Ground {
  Vec3 satellite_m;
  Frame frame;
  Vec3 ecef_m;  ///< NaN where there is none
};

// With the frame of the moment at which the image shows it in that line.
ProfileLattice::Ground ProfileLattice::ground_at(int line, int sample) const {
  const Orbit& orbit = geometry_.orbit();
  const double slant_range_m = sample * range_step_m_;
  double time_s = geometry_.image().azimuth_time_s(line);
  GroundPoint point = ground_point(orbit, time_s, slant_range_m, 0);
  if (geometry_.options().bistatic_correction && point.sight == Sight::seen) {
    const Vertical ground = vertical(to_geodetic(point.ecef_m).place);
    time_s += time_s - geometry_.see(ground, 0, time_s).azimuth_time_s;
    point = ground_point(orbit, time_s, slant_range_m, 0);
  }
  const Orbit::Motion motion = orbit.at(time_s);
  if (point.sight != Sight::seen) point.ecef_m = {kNaN, kNaN, kNaN};
  return {motion.position_m, Frame(motion), point.ecef_m};
}

ProfileLattice::ProfileLattice(const Grid& grid, const Projection& projection,
                               const RadarGeometry& geometry)
    : projection_(projection),
      geometry_(geometry),
      map_nodes_(grid, kMapNodeSpacing_m),
      cell_width_(grid.cell_width()),
      cell_height_(grid.cell_height()) {
  const RadarImage& image = geometry.image();
  const double time_s = image.azimuth_time_s(image.size.rows / 2.0);
  const auto incidence_rad = [&](int pixel) {
    const double slant_range_m = image.ground_range.slant_range_m(
        time_s, pixel * image.range_pixel_spacing_m, geometry.options().ground_range_rule);
    const GroundPoint point = ground_point(geometry.orbit(), time_s, slant_range_m, 0);
    if (point.sight != Sight::seen) {
      throw Error({"the slant ranges of the image do not reach the ground", "",
                   "Download the product again; it may be damaged"});
    }
    const Vec3 look = unit(geometry.orbit().at(time_s).position_m - point.ecef_m);
    return std::acos(dot(look, vertical(to_geodetic(point.ecef_m).place).up));
  };
  near_incidence_rad_ = incidence_rad(0);
  far_incidence_rad_ = incidence_rad(image.size.cols - 1);
  const double ground_step_m = std::min(cell_length_m(grid), image.range_pixel_spacing_m);
  range_step_m_ = ground_step_m * std::sin(near_incidence_rad_);
  while (2 * lines_per_node_ * image.azimuth_pixel_spacing_m <= kNodeSpacing_m)
    lines_per_node_ *= 2;
}

std::optional<ProfileLattice::Place> ProfileLattice::place(const Vertical& ground) const {
  const ZeroDoppler level = geometry_.see(ground, 0);
  const ZeroDoppler raised = geometry_.see(ground, kRise_m, level.azimuth_time_s);
  if (level.sight != Sight::seen || raised.sight != Sight::seen) return std::nullopt;
  double slant_range_m = level.slant_range_m;
  if (geometry_.options().troposphere_correction) {
    slant_range_m -= troposphere_delay_m(0, dot(level.look, ground.up));
  }
  const double line = geometry_.line(level.azimuth_time_s);
  return Place{line, slant_range_m / range_step_m_,
               (geometry_.line(raised.azimuth_time_s) - line) / kRise_m};
}

SolvedProfiles ProfileLattice::solve(Place low, Place high) const {
  const auto node = [](double place, int step) {
    return floor_div(static_cast<int>(std::floor(place)), step);
  };
  SolvedProfiles result;
  result.lines_per_node_ = lines_per_node_;
  result.delayed_ = geometry_.options().troposphere_correction;
  result.origin_ = map_nodes_.origin();
  result.first_node_line_ = node(low.line, lines_per_node_);
  result.first_node_range_ = node(low.sample, kSamplesPerNode);
  const Size size{node(high.line, lines_per_node_) - result.first_node_line_ + 2,
                  node(high.sample, kSamplesPerNode) - result.first_node_range_ + 2};
  result.nodes_ = Image<SolvedProfiles::Node>(size);

  std::vector<LonLat> places;
  places.reserve(2 * static_cast<std::size_t>(size.cells()));
  for (int i = 0; i < size.rows; ++i) {
    for (int j = 0; j < size.cols; ++j) {
      const Ground ground = ground_at((result.first_node_line_ + i) * lines_per_node_,
                                      (result.first_node_range_ + j) * kSamplesPerNode);
      result.nodes_(i, j) = seen_node(ground, places);
    }
  }
  place_on_map(places, result.nodes_);
  return result;
}

// As the satellite sees it. Adds its foot to `places`, and what stands there kRise_m higher.
SolvedProfiles::Node ProfileLattice::seen_node(const Ground& ground, std::vector<LonLat>& places) {
  const Geodetic level = to_geodetic(ground.ecef_m);
  const Vec3 up = vertical(level.place).up;
  const Vec3 away = ground.ecef_m - ground.satellite_m;
  // Verticals lean out of the plane of sight: terrain in it stands on ground a little beside.
  const Vec3 beside = -kRise_m * dot(up, ground.frame.ahead) * ground.frame.ahead;
  places.push_back(level.place);
  places.push_back(to_geodetic(ground.ecef_m + beside).place);
  return {dot(away, ground.frame.right),
          dot(away, ground.frame.down),
          dot(up, ground.frame.right),
          dot(up, ground.frame.down),
          0,
          0,
          0,
          0};
}

void ProfileLattice::place_on_map(const std::vector<LonLat>& places,
                                  Image<SolvedProfiles::Node>& nodes) const {
  const std::vector<Point> points = projection_.from_lon_lat(places);
  for (std::size_t i = 0; i < nodes.values().size(); ++i) {
    SolvedProfiles::Node& n = nodes.values()[i];
    n.row = -points[2 * i].y / cell_height_;
    n.col = points[2 * i].x / cell_width_;
    n.row_per_m = (-points[2 * i + 1].y / cell_height_ - n.row) / kRise_m;
    n.col_per_m = (points[2 * i + 1].x / cell_width_ - n.col) / kRise_m;
  }
}

SolvedProfiles::Node SolvedProfiles::mix(const Node& a, const Node& b, double weight) {
  const auto between = [weight](double first, double second) {
    return first + weight * (second - first);
  };
  return {between(a.right_m, b.right_m),
          between(a.down_m, b.down_m),
          between(a.right_per_m, b.right_per_m),
          between(a.down_per_m, b.down_per_m),
          between(a.row, b.row),
          between(a.col, b.col),
          between(a.row_per_m, b.row_per_m),
          between(a.col_per_m, b.col_per_m)};
}

// Whether samples between two nodes may have a height.
bool SolvedProfiles::touches(const Node& near, const Node& far, const HeightTile& heights) const {
  const auto overlap = [](double a, double b, double per_m, double first, int count) {
    const double reach = std::abs(per_m) * kHighestHeight_m + 1;
    return std::max(a, b) + reach > first && std::min(a, b) - reach < first + count;
  };
  return overlap(near.row, far.row, near.row_per_m, origin_.row + heights.window.row,
                 heights.window.rows) &&
         overlap(near.col, far.col, near.col_per_m, origin_.col + heights.window.col,
                 heights.window.cols);
}

// The samples from one node to the next, and where their heights are.
struct SolvedProfiles::Block {
  const Node& near;
  const Node& far;
  const Image<float>& heights;
  double first_row;  ///< of the centre of the first cell
  double first_col;

  // Relative to the first cell's centre.
  CellPoint cell(double part, double height_m) const {
    const auto at = [part](double a, double b) { return a + part * (b - a); };
    return {at(near.row, far.row) + height_m * near.row_per_m - first_row,
            at(near.col, far.col) + height_m * near.col_per_m - first_col};
  }

  double nearest(CellPoint at) const {
    const double row = at.row + 0.5;
    const double col = at.col + 0.5;
    // Written so that NaN fails.
    if (!(row >= 0 && col >= 0 && row < heights.rows() && col < heights.cols())) return kNaN;
    return heights(static_cast<int>(row), static_cast<int>(col));
  }

  double bilinear(CellPoint at) const {
    if (!(at.row >= 0 && at.col >= 0 && at.row < heights.rows() - 1 &&
          at.col < heights.cols() - 1)) {
      return kNaN;
    }
    const int row = static_cast<int>(at.row);
    const int col = static_cast<int>(at.col);
    const double down = at.row - row;
    const double right = at.col - col;
    const float* upper = heights.row(row) + col;
    const float* lower = upper + heights.cols();
    const double above = upper[0] + right * (static_cast<double>(upper[1]) - upper[0]);
    const double below = lower[0] + right * (static_cast<double>(lower[1]) - lower[0]);
    return above + down * (below - above);
  }

  CellPoint place(int k) const {
    const double part = static_cast<double>(k) / kSamplesPerNode;
    // Near enough to know how far the vertical leans.
    const double guess_m = nearest(cell(part, 0));
    return cell(part, std::isnan(guess_m) ? 0 : guess_m);
  }

  void read(bool delayed, double* height_m, double* slant_range_m, double* tan_look) const {
    for (int k = 0; k < kSamplesPerNode; ++k) height_m[k] = bilinear(place(k));
    for (int k = 0; k < kSamplesPerNode; ++k) {
      const double part = static_cast<double>(k) / kSamplesPerNode;
      const auto at = [part](double a, double b) { return a + part * (b - a); };
      const double right_per_m = at(near.right_per_m, far.right_per_m);
      const double down_per_m = at(near.down_per_m, far.down_per_m);
      const double right_m = at(near.right_m, far.right_m) + height_m[k] * right_per_m;
      const double down_m = at(near.down_m, far.down_m) + height_m[k] * down_per_m;
      slant_range_m[k] = std::sqrt(right_m * right_m + down_m * down_m);
      tan_look[k] = right_m / down_m;
      if (!delayed) continue;
      const double cos_incidence =
          -(right_m * right_per_m + down_m * down_per_m) / slant_range_m[k];
      slant_range_m[k] += troposphere_delay_m(height_m[k], cos_incidence);
    }
  }
};

void SolvedProfiles::read(double line, const HeightTile& heights, TerrainProfile& out,
                          std::vector<CellPoint>* cells) const {
  const double place = line / lines_per_node_ - first_node_line_;
  const int above = std::clamp(static_cast<int>(std::floor(place)), 0, nodes_.rows() - 2);
  std::vector<Node> nodes(static_cast<std::size_t>(nodes_.cols()));
  for (int j = 0; j < nodes_.cols(); ++j) {
    nodes[static_cast<std::size_t>(j)] = mix(nodes_(above, j), nodes_(above + 1, j), place - above);
  }
  std::size_t first = 0;
  std::size_t last = nodes.size() - 1;
  while (first < last && !touches(nodes[first], nodes[first + 1], heights)) ++first;
  while (last > first && !touches(nodes[last - 1], nodes[last], heights)) --last;

  out.first = (first_node_range_ + static_cast<int>(first)) * kSamplesPerNode;
  const std::size_t count = (last - first) * kSamplesPerNode;
  out.height_m.resize(count);
  out.slant_range_m.resize(count);
  out.tan_look.resize(count);
  if (cells != nullptr) cells->resize(count);
  for (std::size_t j = first; j < last; ++j) {
    const Block block{nodes[j], nodes[j + 1], heights.values,
                      origin_.row + heights.window.row + 0.5,
                      origin_.col + heights.window.col + 0.5};
    const std::size_t at = (j - first) * kSamplesPerNode;
    block.read(delayed_, &out.height_m[at], &out.slant_range_m[at], &out.tan_look[at]);
    if (cells == nullptr) continue;
    for (int k = 0; k < kSamplesPerNode; ++k) {
      (*cells)[at + static_cast<std::size_t>(k)] = block.place(k);
    }
  }
}

}  // namespace scarp::sar
