#include "event/area_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/grid.h"
#include "geo/antimeridian.h"
#include "geo/crs.h"
#include "geo/file_content.h"
#include "geo/raster_file.h"

namespace scarp::event {
namespace {

constexpr double kMostCells = 4e9;
constexpr double kFewestCells = 100;  // that change detection can do with

constexpr const char* kCheckBoth = "Check the area, and the reference system of the file";

Finding error_of(const Error& error, const std::string& where) {
  const Problem& problem = error.problem();
  return {Severity::error, problem.what, problem.where.empty() ? where : problem.where,
          problem.advice};
}

// On whichever turn of the longitudes.
bool share_ground(Bounds box, const Bounds& area) {
  const double turn =
      360 * std::round(((area.min_x + area.max_x) - (box.min_x + box.max_x)) / 2 / 360);
  box.min_x += turn;
  box.max_x += turn;
  return box.min_x < area.max_x && box.max_x > area.min_x && box.min_y < area.max_y &&
         box.max_y > area.min_y;
}

bool any_within(const geo::VectorLayer& layer, const Area& area) {
  return std::any_of(layer.features.begin(), layer.features.end(), [&](const auto& feature) {
    return share_ground(geo::bounds_of(feature.geometry), area.box_deg);
  });
}

// A country's water may have none here; a file of elsewhere is a mistake.
Findings check_water_polygons(const std::string& path, const Area& area) {
  const geo::VectorLayer layer = geo::transform(geo::read_polygons(path), geo::wgs84());
  if (any_within(layer, area)) return {};
  if (share_ground(geo::bounds_of(layer), area.box_deg)) {
    return {{Severity::warning,
             "given as water, has none in the area: no water is marked or "
             "estimated there",
             path, "Leave it out to have water estimated"}};
  }
  return {{Severity::error, "given as water, has nothing in the area", path, kCheckBoth}};
}

Findings check_water_raster(const std::string& path, const Area& area) {
  const geo::RasterFile file(path);
  file.require_georeference();
  const Bounds box = geo::transform_bounds(file.grid(), geo::wgs84());
  if (share_ground(box, area.box_deg)) return {};
  return {{Severity::error, "given as water, does not touch the area", path, kCheckBoth}};
}

}  // namespace

Findings check_system(const std::string& crs) {
  if (crs == "auto") return {};
  try {
    if (!geo::parse_crs(crs)->geographic) return {};
    return {{Severity::error, fmt::format("{} is in degrees: maps are made in metres", crs), "crs",
             "Choose auto, or another system in metres"}};
  } catch (const Error& error) {
    return {error_of(error, "crs")};
  }
}

Findings check_resolution(const MapChoices& choices, const std::optional<Area>& area) {
  if (!choices.resolution || !area) return {};
  double unit_m = 1;
  try {
    if (choices.crs != "auto") unit_m = unit_length(*geo::parse_crs(choices.crs), 0).north_m;
  } catch (const Error&) {
    return {};  // told by check_system()
  }
  const double cell_m = *choices.resolution * unit_m;
  const double cells = area_km2(area->box_deg) * 1e6 / (cell_m * cell_m);
  const auto error = [&](const char* what, const char* advice) {
    return Findings{{Severity::error,
                     fmt::format("the area has {:.3g} cells of {:g} m: {}", cells, cell_m, what),
                     "resolution", advice}};
  };
  if (cells > kMostCells) return error("four thousand million at most", "Choose larger cells");
  if (cells < kFewestCells) return error("too few to tell changes by", "Choose smaller cells");
  return {};
}

Findings check_polygons(const std::string& key, const std::string& path,
                        const std::optional<Area>& area) {
  if (path.empty() || geo::kind_of(path) == geo::PathKind::absent) return {};
  try {
    const geo::VectorLayer layer = geo::transform(geo::read_polygons(path), geo::wgs84());
    if (!area || any_within(layer, *area)) return {};
    return {{Severity::error, fmt::format("given as {}, has nothing in the area", key), path,
             kCheckBoth}};
  } catch (const Error& error) {
    return {error_of(error, path)};
  }
}

Findings check_water(const std::string& path, const std::optional<Area>& area) {
  if (path.empty() || geo::kind_of(path) == geo::PathKind::absent || !area) return {};
  try {
    return geo::is_vector_file(path) ? check_water_polygons(path, *area)
                                     : check_water_raster(path, *area);
  } catch (const Error& error) {
    return {error_of(error, path)};
  }
}

}  // namespace scarp::event
