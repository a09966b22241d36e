#include "sar/visibility.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace scarp::sar {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMargin = 1.05;  // the ellipsoid is curved
constexpr int kMoreCells = 4;

// Cells of a projected grid have one size; degrees get shorter towards the poles.
double cell_width_m(const Grid& grid) {
  const Bounds bounds = grid.bounds();
  const double latitude_deg = std::max(std::abs(bounds.min_y), std::abs(bounds.max_y));
  return grid.cell_width() * unit_length(*grid.crs(), std::min(latitude_deg, 89.0)).east_m;
}

double cell_height_m(const Grid& grid) {
  return grid.cell_height() * unit_length(*grid.crs(), 0).north_m;
}

// From profile to profile: whole lines, or a whole number of profiles to the line.
double line_step(double cell_m, double line_m) {
  return cell_m >= line_m ? std::floor(cell_m / line_m) : 1 / std::ceil(line_m / cell_m);
}

void mark_profile(const TerrainProfile& profile, std::vector<std::uint8_t>& mask) {
  mask.assign(profile.height_m.size(), 0);
  double furthest_m = -kInfinity;
  double steepest = -kInfinity;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (std::isnan(profile.height_m[i])) continue;
    if (profile.slant_range_m[i] <= furthest_m) set(mask[i], MaskBit::layover);
    if (profile.tan_look[i] <= steepest) set(mask[i], MaskBit::shadow);
    furthest_m = std::max(furthest_m, profile.slant_range_m[i]);
    steepest = std::max(steepest, profile.tan_look[i]);
  }
  double nearest_m = kInfinity;
  for (std::size_t i = mask.size(); i-- > 0;) {
    if (std::isnan(profile.height_m[i])) continue;
    if (profile.slant_range_m[i] >= nearest_m) set(mask[i], MaskBit::layover);
    nearest_m = std::min(nearest_m, profile.slant_range_m[i]);
  }
}

using Place = ProfileLattice::Place;

// Where the nodes of a window of the map lie among the profiles.
struct PlacedNodes {
  std::vector<Patch> patches;
  Image<std::optional<Place>> places;
  Place low{kInfinity, kInfinity};
  Place high{-kInfinity, -kInfinity};

  PlacedNodes(const ProfileLattice& lattice, const Window& window)
      : patches(lattice.map_nodes().patches(window)),
        places(lattice.map_nodes().node_count(window, 0)) {
    const std::vector<Point> points = lattice.map_nodes().nodes(window, 0);
    const std::vector<LonLat> lon_lat = lattice.projection().to_lon_lat(points);
    for (std::size_t i = 0; i < lon_lat.size(); ++i) {
      std::optional<Place>& place = places.values()[i];
      place = lattice.place(vertical(lon_lat[i]));
      if (!place) continue;
      const double rise = std::abs(place->lines_per_m) * kHighestHeight_m;
      low = {std::min(low.line, place->line - rise), std::min(low.sample, place->sample)};
      high = {std::max(high.line, place->line + rise), std::max(high.sample, place->sample)};
    }
  }

  bool none() const { return low.line > high.line; }
};

// The masks of profiles, side by side.
struct MaskedProfiles {
  std::int64_t first_profile = 0;
  int first_sample = 0;
  double line_step = 1;
  MaskImage mask;

  void add(int row, const TerrainProfile& profile, const std::vector<std::uint8_t>& marks) {
    const int begin = std::max(first_sample, profile.first);
    const int end = std::min(first_sample + mask.cols(), profile.first + profile.count());
    if (begin >= end) return;
    std::copy_n(marks.begin() + (begin - profile.first), end - begin,
                mask.row(row) + (begin - first_sample));
  }

  std::uint8_t nearest(double line, double sample) const {
    const auto row = static_cast<std::int64_t>(std::floor(line / line_step + 0.5)) - first_profile;
    const auto col = static_cast<std::int64_t>(std::floor(sample + 0.5)) - first_sample;
    if (row < 0 || col < 0 || row >= mask.rows() || col >= mask.cols()) return 0;
    return mask(static_cast<int>(row), static_cast<int>(col));
  }
};

// The cells of a patch, each by the sample nearest to it.
void sample(const Patch& patch, int step, const PlacedNodes& nodes, const HeightTile& heights,
            const MaskedProfiles& profiles, const Window& window, MaskImage& out) {
  const auto& upper_left = nodes.places(patch.node_row, patch.node_col);
  const auto& upper_right = nodes.places(patch.node_row, patch.node_col + 1);
  const auto& lower_left = nodes.places(patch.node_row + 1, patch.node_col);
  const auto& lower_right = nodes.places(patch.node_row + 1, patch.node_col + 1);
  if (!upper_left || !upper_right || !lower_left || !lower_right) return;
  const auto mix = [](const Place& a, const Place& b, double weight) {
    const auto between = [weight](double x, double y) { return x + weight * (y - x); };
    return Place{between(a.line, b.line), between(a.sample, b.sample),
                 between(a.lines_per_m, b.lines_per_m)};
  };
  for (int row = 0; row < patch.window.rows; ++row) {
    const double down = (patch.first_row + row + 0.5) / step;
    const Place left = mix(*upper_left, *lower_left, down);
    const Place right = mix(*upper_right, *lower_right, down);
    const float* height_m = heights.cell(patch.window.row + row, patch.window.col);
    std::uint8_t* cells =
        out.row(patch.window.row + row - window.row) + (patch.window.col - window.col);
    for (int col = 0; col < patch.window.cols; ++col) {
      if (std::isnan(height_m[col])) continue;
      const Place place = mix(left, right, (patch.first_col + col + 0.5) / step);
      cells[col] = profiles.nearest(place.line + height_m[col] * place.lines_per_m, place.sample);
    }
  }
}

}  // namespace

double terrain_reach_m(const ProfileLattice& lattice, const Relief& relief) {
  const double per_m =
      std::max(1 / std::tan(lattice.near_incidence_rad()), std::tan(lattice.far_incidence_rad()));
  return kMargin * std::max(0.0, relief.highest_m - relief.lowest_m) * per_m;
}

Halo terrain_halo(const Grid& grid, double reach_m) {
  return {static_cast<int>(std::ceil(reach_m / cell_height_m(grid))) + kMoreCells,
          static_cast<int>(std::ceil(reach_m / cell_width_m(grid))) + kMoreCells};
}

Window padded(const Window& window, Halo halo) {
  return {window.row - halo.rows, window.col - halo.cols, window.rows + 2 * halo.rows,
          window.cols + 2 * halo.cols};
}

Visibility::Visibility(const Grid& grid, const Projection& projection,
                       const RadarGeometry& geometry, const Relief& relief)
    : lattice_(grid, projection, geometry),
      reach_m_(terrain_reach_m(lattice_, relief)),
      halo_(terrain_halo(grid, reach_m_)),
      line_step_(line_step(cell_height_m(grid), geometry.image().azimuth_pixel_spacing_m)) {}

Window Visibility::padded(const Window& window) const { return sar::padded(window, halo_); }

MaskImage Visibility::mask(const Window& window, const HeightTile& heights) const {
  MaskImage result(window.size());
  const PlacedNodes nodes(lattice_, window);
  if (nodes.none()) return result;

  // The nearest profile and sample of each cell, and for those the samples within reach.
  MaskedProfiles profiles;
  profiles.line_step = line_step_;
  profiles.first_profile = static_cast<std::int64_t>(std::floor(nodes.low.line / line_step_));
  profiles.first_sample = static_cast<int>(std::floor(nodes.low.sample));
  const Size size{
      static_cast<int>(std::floor(nodes.high.line / line_step_) - profiles.first_profile) + 2,
      static_cast<int>(std::floor(nodes.high.sample)) - profiles.first_sample + 2};
  profiles.mask = MaskImage(size);
  const double first_line = profiles.first_profile * line_step_;
  const double last_line = (profiles.first_profile + size.rows - 1) * line_step_;
  const double reach = reach_m_ / lattice_.range_step_m() + kMoreCells;
  const SolvedProfiles solved = lattice_.solve({first_line, nodes.low.sample - reach},
                                               {last_line, nodes.high.sample + reach});
  TerrainProfile profile;
  std::vector<std::uint8_t> marks;
  for (int row = 0; row < size.rows; ++row) {
    solved.read((profiles.first_profile + row) * line_step_, heights, profile);
    mark_profile(profile, marks);
    profiles.add(row, profile, marks);
  }
  for (const Patch& patch : nodes.patches) {
    sample(patch, lattice_.map_nodes().step(), nodes, heights, profiles, window, result);
  }
  return result;
}

}  // namespace scarp::sar
