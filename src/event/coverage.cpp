#include "event/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "geo/crs.h"
#include "geo/rasterise.h"

namespace scarp::event {
namespace {

constexpr int kEdge = 96;  // places along each edge

Grid lattice_over(const Bounds& box) {
  const Affine affine{box.min_x, (box.max_x - box.min_x) / kEdge, 0, box.max_y,
                      0,         (box.min_y - box.max_y) / kEdge};
  return {affine, {kEdge, kEdge}, geo::wgs84()};
}

Bounds grown(const Bounds& box, double margin_m) {
  const double lat = std::min(85.0, std::max(std::abs(box.min_y), std::abs(box.max_y)));
  const DegreeLength length = degree_length(lat);
  const double east = margin_m / length.east_m;
  const double north = margin_m / length.north_m;
  return {box.min_x - east, std::max(-90.0, box.min_y - north), box.max_x + east,
          std::min(90.0, box.max_y + north)};
}

// Height there, on any turn of the longitudes of a geographic model.
bool has_height(const geo::Dem& dem, Point place) {
  const Grid& grid = dem.grid();
  for (const double turn : {0.0, 360.0, -360.0}) {
    if (turn != 0 && !grid.crs()->geographic) break;
    const CellPoint cell = grid.to_cell({place.x + turn, place.y});
    if (!(cell.row >= 0 && cell.col >= 0 && cell.row < grid.rows() && cell.col < grid.cols())) {
      continue;
    }
    const Window one{static_cast<int>(cell.row), static_cast<int>(cell.col), 1, 1};
    if (!std::isnan(dem.read(1, one)(0, 0))) return true;
  }
  return false;
}

}  // namespace

Places places_of(const Area& area) {
  return geo::rasterise(area.polygons, lattice_over(area.box_deg));
}

Places seen_by(const std::vector<Scene>& scenes, const Area& area) {
  geo::VectorLayer outlines;
  outlines.crs = geo::wgs84();
  const double centre = (area.box_deg.min_x + area.box_deg.max_x) / 2;
  for (const Scene& scene : scenes) {
    if (scene.outline.size() < 3) continue;
    outlines.features.push_back({{polygon_near(scene.outline, centre)}, {}});
  }
  return geo::rasterise(outlines, lattice_over(area.box_deg));
}

Places with_heights(const geo::Dem& dem, const Area& area, double margin_m) {
  const Grid lattice = lattice_over(grown(area.box_deg, margin_m));
  std::vector<Point> points;
  for (int row = 0; row < kEdge; ++row) {
    for (int col = 0; col < kEdge; ++col) points.push_back(lattice.centre(row, col));
  }
  points = geo::transform(points, lattice.crs(), dem.grid().crs());
  Places places(lattice.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    places.values()[i] = has_height(dem, points[i]) ? 1 : 0;
  }
  return places;
}

Places both(const Places& a, const Places& b) {
  Places result = a;
  for (std::size_t i = 0; i < result.values().size(); ++i) result.values()[i] &= b.values()[i];
  return result;
}

double share(const Places& in, const Places& of) {
  const auto count = [](const Places& places) {
    return static_cast<double>(std::count(places.values().begin(), places.values().end(), 1));
  };
  const double all = count(of);
  return all == 0 ? 0 : count(both(in, of)) / all;
}

std::string percent(double share) {
  if (share <= 0) return "nothing";
  if (share < 0.01) return "less than 1 %";
  if (share > 0.99 && share < 1) return fmt::format("{:.1f} %", std::floor(share * 1000) / 10);
  return fmt::format("{:.0f} %", share * 100);
}

}  // namespace scarp::event
