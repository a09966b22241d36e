#include "pipeline/output_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "event/area.h"
#include "geo/antimeridian.h"
#include "geo/crs.h"
#include "geo/raster_file.h"
#include "geo/vector_file.h"

namespace scarp::pipeline {
namespace {

constexpr double kDegreesPerMetre = 1e-5;  // of a default cell, along a meridian
constexpr double kCoarsest_deg = 0.1;
constexpr double kMostCells = 4e9;

// Around the tie points, which lie on coarse terrain.
constexpr double kMargin_deg = 0.02;

Grid grid_of_file(const std::string& path) {
  const geo::RasterFile file(path);
  file.require_georeference();
  if (file.grid().north_up()) return file.grid();
  throw Error({"its grid is rotated", path, "Name a raster with north up"});
}

void require_box(const Bounds& box, const std::string& text) {
  const bool sound = box.min_x < box.max_x && box.min_y < box.max_y && box.min_x >= -360 &&
                     box.max_x <= 360 && box.min_y >= -90 && box.max_y <= 90 &&
                     box.max_x - box.min_x <= 360;
  if (sound) return;
  throw Error({fmt::format("\"{}\" is no box of longitudes and latitudes", text), "--aoi",
               "Give west,south,east,north in degrees: 141.8,42.6,142.1,42.9"},
              Fault::usage);
}

Bounds bounds_of(const std::vector<Point>& points) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  Bounds box{kFar, kFar, -kFar, -kFar};
  for (const Point p : points) {
    box = {std::min(box.min_x, p.x), std::min(box.min_y, p.y), std::max(box.max_x, p.x),
           std::max(box.max_y, p.y)};
  }
  return box;
}

// Longitudes are counted on across the antimeridian from the first point.
void count_on(std::vector<Point>& points) {
  for (Point& p : points) p.x -= 360 * std::round((p.x - points.front().x) / 360);
}

Bounds shown_box(const std::vector<sar::Product>& slices) {
  std::vector<Point> points;
  for (const sar::Product& slice : slices) {
    for (const sar::TiePoint& tie : slice.tie_points) {
      points.push_back({tie.longitude_deg, tie.latitude_deg});
    }
  }
  if (points.empty()) {
    throw Error({"the geolocation grid is empty", slices.front().identity.name,
                 "Say what to cover by --aoi"});
  }
  count_on(points);
  const Bounds box = bounds_of(points);
  const double east = kMargin_deg / std::max(0.01, std::cos(box.max_y * 0.0174532925));
  return {box.min_x - east, std::max(-90.0, box.min_y - kMargin_deg), box.max_x + east,
          std::min(90.0, box.max_y + kMargin_deg)};
}

Bounds box_of_file(const std::string& path) {
  const Bounds box = geo::bounds_of(
      geo::joined_at_antimeridian(geo::transform(geo::read_polygons(path), geo::wgs84())));
  if (box.min_x < box.max_x && box.min_y < box.max_y) return box;
  throw Error({"holds no polygon with an area", path, "Draw the area of interest as a polygon"});
}

Bounds wanted_box(const std::string& area, const std::vector<sar::Product>& slices) {
  if (area.empty()) return shown_box(slices);
  if (const auto numbers = event::box_in(area)) {
    const Bounds box = geo::across_antimeridian(*numbers);
    require_box(box, area);
    return box;
  }
  return box_of_file(area);
}

// Whole metres: 10 for high resolution in the mode IW, 25 in EW, 40 for medium resolution.
double pixel_edge_m(const sar::Product& product) {
  return std::max(1.0, std::round(product.image.range_pixel_spacing_m));
}

double cell_size(const OutputGridOptions& options, const Crs& crs, const sar::Product& product) {
  if (!options.resolution) {
    const double edge_m = pixel_edge_m(product);
    return crs.geographic ? edge_m * kDegreesPerMetre : edge_m / crs.metres_per_unit;
  }
  if (crs.geographic && *options.resolution > kCoarsest_deg) {
    throw Error({fmt::format("cells of {:g}° are too large: the resolution is in units of {}",
                             *options.resolution, crs.name),
                 "--resolution", "Give degrees, or choose a system in metres by --crs"},
                Fault::usage);
  }
  return *options.resolution;
}

// A system that breaks off within the area makes its grid as wide as the Earth.
void require_unbroken(const Bounds& bounds, const Crs& crs, const Bounds& box) {
  constexpr double kMostStretch = 20;  // of Mercator's projection: 11 at 85°
  if (crs.geographic) return;
  const double nearest_deg =
      box.min_y < 0 && box.max_y > 0 ? 0 : std::min(std::abs(box.min_y), std::abs(box.max_y));
  const DegreeLength degree = degree_length(nearest_deg);
  const double reach_m =
      std::hypot((box.max_x - box.min_x) * degree.east_m, (box.max_y - box.min_y) * degree.north_m);
  const double width_m = (bounds.max_x - bounds.min_x) * crs.metres_per_unit;
  const bool broken = width_m > kMostStretch * reach_m;
  if (!broken) return;
  throw Error({fmt::format("{} breaks off within the area", crs.name), "--crs",
               "Choose another system: auto takes a UTM zone"},
              Fault::usage);
}

}  // namespace

Grid output_grid(const OutputGridOptions& options, const std::vector<sar::Product>& slices) {
  if (!options.like.empty()) return grid_of_file(options.like);
  const Bounds box = wanted_box(options.area, slices);
  const CrsPtr crs = options.crs == "auto"
                         ? geo::utm_crs((box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2)
                         : geo::parse_crs(options.crs);
  const double cell = cell_size(options, *crs, slices.front());
  // As one cell in degrees, of which the whole outline is brought into the system.
  const Affine affine{box.min_x, box.max_x - box.min_x, 0, box.max_y, 0, box.min_y - box.max_y};
  const Bounds bounds = geo::transform_bounds(Grid(affine, {1, 1}, geo::wgs84()), crs);
  require_unbroken(bounds, *crs, box);
  const double cells =
      (bounds.max_x - bounds.min_x) / cell * ((bounds.max_y - bounds.min_y) / cell);
  if (!(cells < kMostCells)) {
    throw Error({fmt::format("{:.3g} cells are too many", cells), "--aoi, --resolution",
                 "Choose a smaller area or larger cells"},
                Fault::usage);
  }
  return snapped_grid(bounds, cell, crs);
}

}  // namespace scarp::pipeline
