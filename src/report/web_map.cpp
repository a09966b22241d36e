#include "report/web_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "geo/crs.h"

namespace scarp::report {
namespace {

constexpr double kRadius_m = 6378137;  // of the sphere that web maps project on
constexpr double kRadian = std::numbers::pi / 180;

CrsPtr mercator(double meridian_deg) {
  return geo::parse_crs(
      fmt::format("+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0={} +x_0=0 +y_0=0 +k=1 "
                  "+units=m +nadgrids=@null +no_defs",
                  meridian_deg));
}

double latitude_deg(double northing_m) {
  return std::atan(std::sinh(northing_m / kRadius_m)) / kRadian;
}

// Where true scale is at the latitude of the area: web metres for each metre on the ground.
double stretch_at(double northing_m) { return std::cosh(northing_m / kRadius_m); }

Bounds lon_lat_of(const Grid& grid, double meridian_deg) {
  const Bounds covered = grid.bounds();
  const auto longitude_deg = [&](double x) { return meridian_deg + x / kRadius_m / kRadian; };
  return {longitude_deg(covered.min_x), latitude_deg(covered.min_y), longitude_deg(covered.max_x),
          latitude_deg(covered.max_y)};
}

/// Where an area lies in its web map.
struct Frame {
  CrsPtr crs;
  Bounds bounds;
  double meridian_deg;
  double stretch;
  double own_cell;  ///< edge of a cell of the area, in m of the map
};

Frame frame_of(const Grid& area) {
  if (!area.crs()) throw Error({"has no coordinate reference system", "the map", ""});
  const Point middle = geo::transform({area.to_world({area.rows() / 2.0, area.cols() / 2.0})},
                                      area.crs(), geo::wgs84())
                           .front();
  if (!std::isfinite(middle.x)) throw Error({"has no place on the Earth", "the map", ""});
  const double meridian_deg = std::round(middle.x);
  const CrsPtr crs = mercator(meridian_deg);
  const Bounds bounds = geo::transform_bounds(area, crs);
  constexpr double kHighest_m = 20037508.35;  // 85° of latitude
  if (!(bounds.max_y < kHighest_m && bounds.min_y > -kHighest_m)) {
    throw Error({"lies too near to a pole for a web map", "", ""});
  }
  const double stretch = stretch_at((bounds.min_y + bounds.max_y) / 2);
  return {crs, bounds, meridian_deg, stretch, area.cell_size_m() * stretch};
}

WebGrid grid_in(const Frame& frame, double cell) {
  const Bounds& bounds = frame.bounds;
  const Size size{static_cast<int>(std::ceil((bounds.max_y - bounds.min_y) / cell - 1e-6)),
                  static_cast<int>(std::ceil((bounds.max_x - bounds.min_x) / cell - 1e-6))};
  const Grid grid({bounds.min_x, cell, 0, bounds.max_y, 0, -cell}, size, frame.crs);
  return {grid, lon_lat_of(grid, frame.meridian_deg), frame.meridian_deg, frame.stretch,
          cell / frame.own_cell};
}

}  // namespace

double longitude_near(double longitude_deg, double meridian_deg) {
  return longitude_deg + 360 * std::round((meridian_deg - longitude_deg) / 360);
}

WebGrid web_grid(const Grid& area, int longest_edge) {
  const Frame frame = frame_of(area);
  const double width = frame.bounds.max_x - frame.bounds.min_x;
  const double height = frame.bounds.max_y - frame.bounds.min_y;
  return grid_in(frame, std::max(frame.own_cell, std::max(width, height) / longest_edge));
}

WebGrid web_grid_of_cells(const Grid& area, double cells) {
  const Frame frame = frame_of(area);
  return grid_in(frame, cells * frame.own_cell);
}

WebGrid part_of(const WebGrid& map, const Window& window) {
  WebGrid part = map;
  part.grid = map.grid.crop(window);
  part.lon_lat = lon_lat_of(part.grid, map.meridian_deg);
  return part;
}

Point web_point(const WebGrid& map, Point lon_lat) {
  const double latitude = lon_lat.y * kRadian;
  return {(lon_lat.x - map.meridian_deg) * kRadian * kRadius_m,
          std::asinh(std::tan(latitude)) * kRadius_m};
}

geo::VectorLayer in_lon_lat(const geo::VectorLayer& layer, double meridian_deg) {
  geo::VectorLayer result = geo::transform(layer, geo::wgs84());
  const auto move = [&](geo::Ring& ring) {
    for (Point& point : ring) point.x = longitude_near(point.x, meridian_deg);
  };
  for (geo::Feature& feature : result.features) {
    for (geo::Polygon& polygon : feature.geometry) {
      move(polygon.outer);
      for (geo::Ring& hole : polygon.holes) move(hole);
    }
  }
  return result;
}

}  // namespace scarp::report
