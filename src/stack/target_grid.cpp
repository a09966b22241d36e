#include "stack/target_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "geo/crs.h"

namespace scarp::stack {
namespace {

constexpr double kUsualCell_m = 10;
constexpr std::int64_t kMostCells = std::int64_t{4'000'000'000};

// Around the middle of a grid.
CrsPtr utm_around(const Grid& grid) {
  const Point middle = grid.to_world({grid.rows() / 2.0, grid.cols() / 2.0});
  const Point place = geo::transform({middle}, grid.crs(), geo::wgs84()).front();
  return geo::utm_crs(place.x, place.y);
}

CrsPtr chosen_crs(const Grid& first, const std::string& crs) {
  if (crs == "auto") return utm_around(first);
  if (!crs.empty()) return geo::parse_crs(crs);
  return first.crs()->geographic ? utm_around(first) : first.crs();
}

// What all scenes cover, as boxes along the axes of `crs`.
Bounds common_ground(const Scenes& scenes, const CrsPtr& crs) {
  Bounds common = geo::transform_bounds(scenes.files.front()->grid(), crs);
  for (const auto& file : scenes.files) {
    const Bounds bounds = geo::transform_bounds(file->grid(), crs);
    common = {std::max(common.min_x, bounds.min_x), std::max(common.min_y, bounds.min_y),
              std::min(common.max_x, bounds.max_x), std::min(common.max_y, bounds.max_y)};
    if (common.min_x < common.max_x && common.min_y < common.max_y) continue;
    throw Error({fmt::format("shares no ground with {}", scenes.files.front()->path()),
                 file->path(), "Give scenes of one place"});
  }
  return common;
}

// That of the first scene; 10 m, Sentinel-1's own, where its cells are measured in degrees.
double usual_cell(const Grid& first, const Crs& crs) {
  const double cell_m = first.crs()->geographic ? kUsualCell_m : first.cell_size_m();
  return cell_m / unit_length(crs, 0).north_m;
}

Grid require_reasonable(Grid grid) {
  if (grid.size().cells() <= kMostCells) return grid;
  throw Error({fmt::format("a stack of {} × {} cells is too large", grid.rows(), grid.cols()),
               "--resolution", "Choose larger cells, or cut the scenes to the area of interest"},
              Fault::usage);
}

}  // namespace

Grid target_grid(const Scenes& scenes, const GridOptions& options) {
  if (!options.like.empty()) {
    const geo::RasterFile file(options.like);
    file.require_georeference();
    return file.grid();
  }
  const Grid& first = scenes.scenes.front()->grid();
  const bool straight = first.north_up() && !first.crs()->geographic;
  if (!options.resolution && options.crs.empty() && straight) return first;
  const CrsPtr crs = chosen_crs(first, options.crs);
  return require_reasonable(snapped_grid(
      common_ground(scenes, crs), options.resolution.value_or(usual_cell(first, *crs)), crs));
}

}  // namespace scarp::stack
