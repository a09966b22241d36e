#include "event/area.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "geo/antimeridian.h"
#include "geo/crs.h"

namespace scarp::event {
namespace {

geo::Ring ring_of(const Bounds& box) {
  return {{box.min_x, box.min_y},
          {box.max_x, box.min_y},
          {box.max_x, box.max_y},
          {box.min_x, box.max_y},
          {box.min_x, box.min_y}};
}

void require_box(const Bounds& box, const std::string& text) {
  const bool sound = box.min_x < box.max_x && box.min_y < box.max_y && box.min_x >= -360 &&
                     box.max_x <= 360 && box.min_y >= -90 && box.max_y <= 90 &&
                     box.max_x - box.min_x <= 360;
  if (sound) return;
  throw Error({fmt::format("{} is no box of longitudes and latitudes", text), "area",
               "Give west, south, east, north in degrees: [141.8, 42.6, 142.1, 42.9]"},
              Fault::usage);
}

}  // namespace

std::optional<Bounds> box_in(const std::string& text) {
  std::array<double, 4> values{};
  const char* from = text.data();
  const char* end = from + text.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) {
      if (from == end || *from != ',') return std::nullopt;
      ++from;
    }
    const auto [rest, error] = std::from_chars(from, end, values[i]);
    if (error != std::errc()) return std::nullopt;
    from = rest;
  }
  if (from != end) return std::nullopt;
  return Bounds{values[0], values[1], values[2], values[3]};
}

Area read_area(const std::string& text) {
  if (const auto numbers = box_in(text)) {
    const Bounds box = geo::across_antimeridian(*numbers);
    require_box(box, text);
    geo::VectorLayer layer;
    layer.crs = geo::wgs84();
    layer.features.push_back({{geo::Polygon{ring_of(box), {}}}, {}});
    return {box, layer};
  }
  geo::VectorLayer layer =
      geo::joined_at_antimeridian(geo::transform(geo::read_polygons(text), geo::wgs84()));
  const Bounds box = geo::bounds_of(layer);
  if (!(box.min_x < box.max_x && box.min_y < box.max_y)) {
    throw Error({"holds no polygon with an area", text, "Draw the area of interest as a polygon"});
  }
  return {box, std::move(layer)};
}

double area_km2(const Bounds& box_deg) {
  const DegreeLength length = degree_length((box_deg.min_y + box_deg.max_y) / 2);
  return (box_deg.max_x - box_deg.min_x) * length.east_m * (box_deg.max_y - box_deg.min_y) *
         length.north_m * 1e-6;
}

geo::Polygon polygon_near(const std::vector<LonLat>& ring, double lon_deg) {
  geo::Polygon polygon;
  for (const LonLat place : ring) {
    const double turns = std::round((place.lon_deg - lon_deg) / 360);
    polygon.outer.push_back({place.lon_deg - 360 * turns, place.lat_deg});
  }
  if (!polygon.outer.empty()) polygon.outer.push_back(polygon.outer.front());
  return polygon;
}

}  // namespace scarp::event
