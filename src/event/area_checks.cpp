#include "event/area_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/file_content.h"

namespace scarp::event {
namespace {

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

Findings check_polygons(const std::string& key, const std::string& path,
                        const std::optional<Area>& area) {
  if (path.empty() || geo::kind_of(path) == geo::PathKind::absent) return {};
  try {
    const geo::VectorLayer layer = geo::transform(geo::read_polygons(path), geo::wgs84());
    if (!area || any_within(layer, *area)) return {};
    return {{Severity::error, fmt::format("given as {}, has nothing in the area", key), path,
             "Check the area, and the reference system of the file"}};
  } catch (const Error& error) {
    return {error_of(error, path)};
  }
}

}  // namespace scarp::event
