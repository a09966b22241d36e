#include "sim/event_ground.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/dem.h"
#include "geo/raster_file.h"
#include "geo/rasterise.h"
#include "geo/terrain.h"
#include "geo/warp.h"
#include "sim/cover.h"
#include "sim/event_landslides.h"
#include "sim/relief.h"

namespace scarp::sim {
namespace {

// A place in the hills of eastern Iburi, Hokkaido, in its UTM zone.
constexpr const char* kCrs = "EPSG:32654";
constexpr Point kUpperLeft{577000, 4736000};
constexpr double kReliefPerMetre = 600.0 / 5120.0;  // hills shrink with small areas
constexpr double kParcel_m = 200;

int margin_cells(const EventOptions& options) {
  return static_cast<int>(std::ceil(options.margin_m / options.cell_m));
}

// The middle of the ground, without its margin where the terrain is large enough for one.
Window area_on(const Grid& grid, const EventOptions& options) {
  const Size size{std::min(options.size.rows, grid.rows()),
                  std::min(options.size.cols, grid.cols())};
  return {(grid.rows() - size.rows) / 2, (grid.cols() - size.cols) / 2, size.rows, size.cols};
}

// A grid of `size` cells around a place in `crs`.
Grid grid_around(Point middle, Size size, double cell_m, const CrsPtr& crs) {
  const double west = middle.x - size.cols * cell_m / 2;
  const double north = middle.y + size.rows * cell_m / 2;
  return {{west, cell_m, 0, north, 0, -cell_m}, size, crs};
}

Point place_in(const CrsPtr& crs, LonLat place) {
  return geo::transform({{place.lon_deg, place.lat_deg}}, geo::wgs84(), crs).front();
}

// In Iburi or around the place asked for, with the margin.
Grid generated_grid(const EventOptions& options) {
  const int margin = margin_cells(options);
  const Size size{options.size.rows + 2 * margin, options.size.cols + 2 * margin};
  if (options.centre) {
    const CrsPtr crs = geo::utm_crs(options.centre->lon_deg, options.centre->lat_deg);
    return grid_around(place_in(crs, *options.centre), size, options.cell_m, crs);
  }
  const double margin_m = margin * options.cell_m;
  const Affine affine{kUpperLeft.x - margin_m, options.cell_m, 0, kUpperLeft.y + margin_m, 0,
                      -options.cell_m};
  return {affine, size, geo::parse_crs(kCrs)};
}

Raster<float> generated_terrain(const EventOptions& options, ThreadPool& threads) {
  const Grid grid = generated_grid(options);
  const double extent_m = std::min(grid.rows(), grid.cols()) * options.cell_m;
  const double height_m = options.relief_m.value_or(std::min(600.0, extent_m * kReliefPerMetre));
  const double ridges_m = options.ridges_m.value_or(std::min(4000.0, extent_m * 0.6));
  return generate_relief(grid, {height_m, ridges_m, options.seed}, threads);
}

// In the middle of the terrain model or around the place asked for, in its UTM zone; `size` cells
// and the margin at most.
Grid grid_over(const geo::Dem& dem, const EventOptions& options) {
  const Bounds degrees = geo::transform_bounds(dem.grid(), geo::wgs84());
  const LonLat centre = options.centre.value_or(
      LonLat{(degrees.min_x + degrees.max_x) / 2, (degrees.min_y + degrees.max_y) / 2});
  const CrsPtr crs = geo::utm_crs(centre.lon_deg, centre.lat_deg);
  const Bounds box = geo::transform_bounds(dem.grid(), crs);
  const Point middle = place_in(crs, centre);
  const auto cells = [&](double low, double high, double at, int wanted) {
    if (!(low < at && at < high)) return 0;
    const double most_m = (wanted + 2 * margin_cells(options)) * options.cell_m;
    const double half_m = std::min({most_m / 2, at - low, high - at});
    return static_cast<int>(2 * half_m / options.cell_m + 1e-6);
  };
  const Size size{cells(box.min_y, box.max_y, middle.y, options.size.rows),
                  cells(box.min_x, box.max_x, middle.x, options.size.cols)};
  if (size.rows < 1 || size.cols < 1) {
    throw Error({"has no terrain there", dem.path(), "Give another --centre or a smaller --cell"});
  }
  return grid_around(middle, size, options.cell_m, crs);
}

Raster<float> real_terrain(const EventOptions& options) {
  const geo::Dem dem(options.dem);
  const Grid grid = grid_over(dem, options);
  Raster<float> part = geo::read_dem(dem, grid, 10 * options.cell_m);
  if (options.dem_void) {
    for (float& height : part.values.values()) {
      if (height <= *options.dem_void) height = std::numeric_limits<float>::quiet_NaN();
    }
  }
  return geo::warp(part, grid, geo::Resampling::bilinear);
}

// How far down its landslide each cell lies, by height.
Image<float> runout_of(const Image<float>& heights, const Image<std::int32_t>& landslide,
                       std::size_t count) {
  struct Span {
    float lowest = std::numeric_limits<float>::max();
    float highest = std::numeric_limits<float>::lowest();
  };
  std::vector<Span> spans(count + 1);
  const auto& numbers = landslide.values();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    Span& span = spans[static_cast<std::size_t>(numbers[i])];
    span.lowest = std::min(span.lowest, heights.values()[i]);
    span.highest = std::max(span.highest, heights.values()[i]);
  }
  Image<float> runout(landslide.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] == 0) continue;
    const Span& span = spans[static_cast<std::size_t>(numbers[i])];
    const float height = span.highest - span.lowest;
    if (height > 0) runout.values()[i] = (span.highest - heights.values()[i]) / height;
  }
  return runout;
}

// Landslides start inside of the area only.
Raster<float> slope_inside(Raster<float> slope_deg, const Window& area) {
  Image<float> inside(slope_deg.values.size());
  paste(crop(slope_deg.values, area), inside, area.row, area.col);
  slope_deg.values = std::move(inside);
  return slope_deg;
}

MaskImage unknown(const Image<float>& heights) {
  MaskImage mask(heights.size());
  for (std::size_t i = 0; i < mask.values().size(); ++i) {
    if (std::isnan(heights.values()[i])) set(mask.values()[i], MaskBit::no_data);
  }
  return mask;
}

void take(Look look, EventGround& event) {
  event.ground.cos_incidence = std::move(look.cos_incidence);
  event.mask = std::move(look.mask);
}

}  // namespace

geo::VectorLayer outlines_of(const std::vector<Landslide>& slides, const CrsPtr& crs) {
  geo::VectorLayer layer{"landslides", crs, {}, {}};
  for (const Landslide& slide : slides) layer.features.push_back({{slide.outline}, {}});
  return layer;
}

EventGround make_ground(const EventOptions& options, ThreadPool& threads, Reporter& reporter) {
  EventGround result;
  result.dem = options.dem.empty() ? generated_terrain(options, threads) : real_terrain(options);
  const Raster<float>& dem = result.dem;
  result.area = area_on(dem.grid, options);
  Raster<float> slope = geo::slope_deg(dem);
  Ground& ground = result.ground;
  CoverOptions cover = options.cover;
  cover.seed = options.seed;
  ground.cover = land_cover(dem, slope, cover, threads);
  slope = slope_inside(std::move(slope), result.area);
  ground.slides = landslides_on(dem, slope, result.area, options, reporter);
  ground.landslide = geo::rasterise_ids(outlines_of(ground.slides, dem.grid.crs()), dem.grid);
  ground.runout = runout_of(dem.values, ground.landslide, ground.slides.size());
  ground.parcel = parcels(dem.grid, kParcel_m, options.seed + 5, threads);
  ground.changed_parcels = options.changed_parcels;
  result.mask = unknown(dem.values);
  return result;
}

void see_from(const LookOptions& pass, EventGround& event, ThreadPool& threads) {
  take(look_at(event.dem, pass, threads), event);
}

void see_by(const sar::Product& product, EventGround& event, ThreadPool& threads) {
  take(look_at(event.dem, product, threads), event);
}

}  // namespace scarp::sim
