#include "sim/event_landslides.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/dem.h"
#include "geo/warp.h"
#include "sim/inventory_shapes.h"
#include "sim/noise.h"
#include "sim/placement.h"

namespace scarp::sim {
namespace {

constexpr double kShapeGround_m = 10;
constexpr double kMostShapeGround_m = 300e3;  // of an inventory, along each axis

Bounds bounds_of(const geo::VectorLayer& layer) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  Bounds box{kFar, kFar, -kFar, -kFar};
  for (const geo::Feature& feature : layer.features) {
    for (const geo::Polygon& outline : feature.geometry) {
      for (const Point& p : outline.outer) {
        box = {std::min(box.min_x, p.x), std::min(box.min_y, p.y), std::max(box.max_x, p.x),
               std::max(box.max_y, p.y)};
      }
    }
  }
  return box;
}

geo::VectorLayer read_inventory(const std::string& path) {
  geo::VectorLayer layer = geo::read_polygons(path);
  if (!layer.features.empty()) return layer;
  throw Error({"has no polygons", path, "Give outlines of landslides"});
}

// The UTM zone that an inventory lies in, where its shapes are true.
CrsPtr zone_of(const geo::VectorLayer& layer, const std::string& path) {
  const Bounds box = bounds_of(geo::transform(layer, geo::wgs84()));
  const double longitude = (box.min_x + box.max_x) / 2;
  const double latitude = (box.min_y + box.max_y) / 2;
  if (std::abs(longitude) <= 180 && std::abs(latitude) < 84)
    return geo::utm_crs(longitude, latitude);
  throw Error(
      {"lies in no UTM zone", path, "Give outlines of landslides in a known reference system"});
}

// The terrain an inventory lies on; nothing where none is given.
std::optional<Raster<float>> ground_below(const geo::VectorLayer& inventory,
                                          const EventOptions& options) {
  if (options.inventory_dem.empty()) return {};
  const Bounds box = bounds_of(inventory);
  const double width_m = box.max_x - box.min_x;
  const double length_m = box.max_y - box.min_y;
  if (!(width_m < kMostShapeGround_m && length_m < kMostShapeGround_m)) {
    throw Error({fmt::format("is larger than {:g} km", kMostShapeGround_m / 1000),
                 options.inventory, "Give a part of it, or leave --inventory-dem out"});
  }
  const Size size{static_cast<int>(length_m / kShapeGround_m) + 4,
                  static_cast<int>(width_m / kShapeGround_m) + 4};
  const Affine affine{box.min_x - 2 * kShapeGround_m,
                      kShapeGround_m,
                      0,
                      box.max_y + 2 * kShapeGround_m,
                      0,
                      -kShapeGround_m};
  const Grid grid(affine, size, inventory.crs);
  const geo::Dem dem(options.inventory_dem);
  return geo::warp(geo::read_dem(dem, grid, 10 * kShapeGround_m), grid, geo::Resampling::bilinear);
}

std::vector<Landslide> placed_landslides(const Raster<float>& dem, const Raster<float>& slope_deg,
                                         const Window& area, const EventOptions& options,
                                         const DebrisOptions& debris, Reporter& reporter) {
  geo::VectorLayer failures = read_inventory(options.inventory);
  const CrsPtr zone = zone_of(failures, options.inventory);
  failures = geo::transform(failures, zone);
  geo::VectorLayer deposits;
  if (!options.deposits.empty()) deposits = geo::transform(read_inventory(options.deposits), zone);
  ShapeOptions shape_options;
  shape_options.seed = cell_hash(1, 1, options.seed);
  const std::vector<Shape> shapes =
      shapes_of(failures, deposits, ground_below(failures, options), shape_options);
  Placement placement = place_shapes(shapes, dem, slope_deg, {area, cell_hash(1, 2, options.seed)});
  if (placement.left_out > 0) {
    reporter.warn(fmt::format("{} of {} landslides, {:.2f} km², found no slope of theirs",
                              placement.left_out, shapes.size(), placement.left_out_m2 / 1e6));
  }
  return landslides_of(std::move(placement.outlines), debris);
}

std::vector<Landslide> inventory_landslides(const CrsPtr& crs, const EventOptions& options,
                                            const DebrisOptions& debris) {
  std::vector<geo::Polygon> outlines;
  for (const std::string& path : {options.inventory, options.deposits}) {
    if (path.empty()) continue;
    for (geo::Feature& feature : geo::transform(geo::read_polygons(path), crs).features) {
      std::move(feature.geometry.begin(), feature.geometry.end(), std::back_inserter(outlines));
    }
  }
  return landslides_of(std::move(outlines), debris);
}

}  // namespace

std::vector<Landslide> landslides_on(const Raster<float>& dem, const Raster<float>& slope_deg,
                                     const Window& area, const EventOptions& options,
                                     Reporter& reporter) {
  LandslideOptions wanted = options.landslides;
  wanted.seed = options.seed;
  wanted.debris.seed = options.seed;
  if (options.place_matching) {
    return placed_landslides(dem, slope_deg, area, options, wanted.debris, reporter);
  }
  if (!options.inventory.empty()) {
    return inventory_landslides(dem.grid.crs(), options, wanted.debris);
  }
  std::vector<Landslide> slides = generate_landslides(dem, slope_deg, wanted);
  if (static_cast<int>(slides.size()) < wanted.count) {
    reporter.warn(fmt::format("the steep ground has room for {} landslides only, not {}",
                              slides.size(), wanted.count));
  }
  return slides;
}

}  // namespace scarp::sim
