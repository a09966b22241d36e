#include "sim/look.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "geo/map_projection.h"
#include "sar/circular_orbit.h"
#include "sar/ellipsoid.h"
#include "sar/grid_geometry.h"
#include "sar/terrain_correction.h"
#include "sar/visibility.h"
#include "sim/terrain_view.h"

namespace scarp::sim {
namespace {

constexpr double kDegree = 3.14159265358979323846 / 180;
constexpr int kTile = 256;
constexpr double kSpacing_m = 20;
constexpr double kMargin_m = 15e3;  // of the image around the grid: heights move places in it

double grid_length_m(const Grid& grid) {
  const Bounds box = grid.bounds();
  return std::hypot(box.max_x - box.min_x, box.max_y - box.min_y);
}

// From the satellite to a place that it sees at an incidence angle, over a sphere.
double slant_range_m(LonLat place, double incidence_rad) {
  const double radius_m = sar::norm(sar::to_ecef(place, 0));
  constexpr double kOrbit_m = sar::CircularOrbit::kRadius_m;
  const double look_rad = std::asin(radius_m * std::sin(incidence_rad) / kOrbit_m);
  return kOrbit_m * std::sin(incidence_rad - look_rad) / std::sin(incidence_rad);
}

void mark_poor(float cos_incidence, std::uint8_t& cell) {
  static const double steepest = std::cos(sar::kSteepestIncidence_deg * kDegree);
  static const double grazing = std::cos(sar::kMostGrazingIncidence_deg * kDegree);
  if (std::isnan(cos_incidence)) {
    set(cell, MaskBit::no_data);
  } else if (cos_incidence > steepest || cos_incidence < grazing) {
    set(cell, MaskBit::poor_geometry);
  }
}

}  // namespace

sar::SyntheticScene scene_around(const Grid& grid, const Projection& projection,
                                 const LookOptions& pass) {
  const Point middle = grid.to_world({grid.rows() / 2.0, grid.cols() / 2.0});
  sar::SyntheticScene scene;
  scene.centre = projection.to_lon_lat({middle}).front();
  scene.ascending = pass.ascending;
  scene.spacing_m = kSpacing_m;
  const double length_m = grid_length_m(grid) + 2 * kMargin_m;
  const int lines = static_cast<int>(length_m / scene.spacing_m);
  scene.size = {lines, lines};
  const double incidence_rad = pass.incidence_deg * kDegree;
  scene.near_range_m =
      slant_range_m(scene.centre, incidence_rad) - length_m / 2 * std::sin(incidence_rad);
  return scene;
}

Look look_at(const Raster<float>& dem, const LookOptions& options, ThreadPool& threads) {
  const std::unique_ptr<Projection> projection = geo::map_projection(dem.grid.crs());
  return look_at(dem, sar::synthetic_product(scene_around(dem.grid, *projection, options)),
                 threads);
}

Look look_at(const Raster<float>& dem, const sar::Product& product, ThreadPool& threads) {
  const std::unique_ptr<Projection> projection = geo::map_projection(dem.grid.crs());
  const sar::RadarGeometry radar(product, {});
  const sar::GridGeometry geometry(dem.grid, *projection, radar);
  const sar::Visibility visibility(dem.grid, *projection, radar, relief_of(dem));

  Look look{Image<float>(dem.grid.size()), MaskImage(dem.grid.size())};
  const std::vector<Window> tiles = pieces_of(dem.grid.size(), {kTile, kTile});
  threads.parallel_for(static_cast<std::int64_t>(tiles.size()), [&](std::int64_t t) {
    const Window& tile = tiles[static_cast<std::size_t>(t)];
    paste(visibility.mask(tile, heights_of(dem, visibility.padded(tile))), look.mask, tile.row,
          tile.col);
    const Window around = sar::padded(tile, {sar::kFacetHalo, sar::kFacetHalo});
    const sar::HeightTile heights = heights_of(dem, around);
    const sar::SolvedWindow solved = geometry.solve(tile);
    sar::Facets facets;
    for (const sar::Patch& patch : solved.patches()) {
      solved.facets(patch, heights, facets);
      paste(Image<float>(patch.window.size(), facets.cos_incidence), look.cos_incidence,
            patch.window.row, patch.window.col);
    }
    for (int row = tile.row; row < tile.row + tile.rows; ++row) {
      for (int col = tile.col; col < tile.col + tile.cols; ++col) {
        mark_poor(look.cos_incidence(row, col), look.mask(row, col));
      }
    }
  });
  return look;
}

}  // namespace scarp::sim
