#include "event/event_template.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

namespace scarp::event {
namespace fs = std::filesystem;
namespace {

// A text as TOML has it.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  result += '"';
  return result;
}

std::string relative_to(const std::string& folder, const std::string& path) {
  std::error_code error;
  const fs::path relative = fs::proximate(path, folder.empty() ? "." : folder, error);
  return error ? path : relative.string();
}

Bounds bounds_of(const Scene& scene, double lon_deg) {
  const geo::Polygon polygon = polygon_near(scene.outline, lon_deg);
  Bounds box{1e9, 1e9, -1e9, -1e9};
  for (const Point p : polygon.outer) {
    box = {std::min(box.min_x, p.x), std::min(box.min_y, p.y), std::max(box.max_x, p.x),
           std::max(box.max_y, p.y)};
  }
  return box;
}

Bounds hull(const Bounds& a, const Bounds& b) {
  return {std::min(a.min_x, b.min_x), std::min(a.min_y, b.min_y), std::max(a.max_x, b.max_x),
          std::max(a.max_y, b.max_y)};
}

// What the boxes around all passes share; nothing where they share nothing.
std::optional<Bounds> common_box(const Plan& plan) {
  std::optional<Bounds> common;
  for (const PlannedTrack& planned : plan.tracks) {
    for (const auto* side : {&planned.track.before, &planned.track.after}) {
      for (const Acquisition& one : *side) {
        if (one.slices.front().outline.empty()) continue;
        const double lon = common ? common->min_x : one.slices.front().outline.front().lon_deg;
        Bounds box = bounds_of(one.slices.front(), lon);
        for (const Scene& slice : one.slices) box = hull(box, bounds_of(slice, lon));
        common =
            common ? Bounds{std::max(common->min_x, box.min_x), std::max(common->min_y, box.min_y),
                            std::min(common->max_x, box.max_x), std::min(common->max_y, box.max_y)}
                   : box;
      }
    }
  }
  if (!common || common->min_x >= common->max_x || common->min_y >= common->max_y) return {};
  return common;
}

// From -180° to 180°: across the antimeridian west is more than east.
double on_the_map(double lon_deg) { return lon_deg - 360 * std::round(lon_deg / 360); }

std::string area_line(const Plan& plan, const std::string& folder) {
  if (const auto box = box_in(plan.event.area)) {
    return fmt::format("area = [{}, {}, {}, {}]", box->min_x, box->min_y, box->max_x, box->max_y);
  }
  if (!plan.event.area.empty()) {
    return fmt::format("area = {}", quoted(relative_to(folder, plan.event.area)));
  }
  const auto box = common_box(plan);
  if (!box) return "# area = [141.8, 42.6, 142.1, 42.9]";
  return fmt::format(
      "area = [{:.4f}, {:.4f}, {:.4f}, {:.4f}]  # all that the scenes share: make it smaller",
      on_the_map(box->min_x), box->min_y, on_the_map(box->max_x), box->max_y);
}

std::string list_of(const std::vector<std::string>& paths, const std::string& folder) {
  std::vector<std::string> items;
  for (const std::string& path : paths) items.push_back(quoted(relative_to(folder, path)));
  return fmt::format("[{}]", fmt::join(items, ", "));
}

std::string given_or(const char* key, const std::string& path, const std::string& folder,
                     const char* otherwise) {
  if (path.empty()) return fmt::format("# {} = \"{}\"", key, otherwise);
  return fmt::format("{} = {}", key, quoted(relative_to(folder, path)));
}

std::string found_lines(const Plan& plan) {
  std::string text;
  for (const PlannedTrack& one : plan.tracks) {
    text += fmt::format("# found: {}, {} before and {} after the event, {}\n", one.track.label(),
                        one.track.before.size(), one.track.after.size(),
                        fmt::join(one.polarisations, " "));
  }
  return text;
}

}  // namespace

std::string event_template(const Plan& plan, const std::string& folder) {
  const Event& event = plan.event;
  const std::string time =
      event.time ? fmt::format("time = {}", event.time->text()) : "# time = 2018-09-05T18:07:59Z";
  std::string text = fmt::format(
      "# An event for scarp map. Paths are relative to this file; see docs/map.md.\n\n"
      "name = {}\n"
      "type = {}  # earthquake, rain, …: for people\n"
      "{}  # UTC, or with an offset such as +09:00\n\n"
      "# West, south, east, north in degrees, or a file of polygons.\n{}\n\n"
      "# Sentinel-1 GRD products, or folders of such: sorted by the time of the event.\n{}"
      "scenes = {}\n"
      "# To say it yourself, and have it checked:\n"
      "# before = [\"S1A_….SAFE\"]\n# after = [\"S1A_….zip\"]\n"
      "{}  # POEORB or RESORB files\n\n",
      quoted(event.name.empty() ? "An event" : event.name),
      quoted(event.type.empty() ? "unknown" : event.type), time, area_line(plan, folder),
      found_lines(plan), list_of(event.scenes, folder),
      given_or("orbits", event.orbits, folder, "orbits"));
  text += fmt::format(
      "# Heights in metres, 5 km beyond the area.\n{}\n"
      "dem_datum = {}  # auto, egm96, egm2008 or ellipsoid\n"
      "{}  # a height that means none, besides what the file declares\n\n"
      "# models = [\"model.safetensors\"]  # else change detection\n"
      "# water = \"water.gpkg\"  # else estimated\n"
      "# inventory = \"landslides.gpkg\"  # to compare the map with\n"
      "# interpreted_area = \"looked_at.gpkg\"\n\n",
      given_or("dem", event.dem, folder, "dem.tif"), quoted(event.dem_datum),
      event.dem_no_data ? fmt::format("dem_nodata = {}", *event.dem_no_data)
                        : "# dem_nodata = -9999");
  const MapChoices choices;
  return text + fmt::format(
                    "[options]\n"
                    "# crs = \"auto\"  # UTM zone of the area, or EPSG:CODE\n"
                    "# resolution = 10\n"
                    "# polarisations = [\"VV\", \"VH\"]  # else all that every scene has\n"
                    "# false_alarm_rate = {}\n"
                    "# min_area_ha = 0.1\n"
                    "# min_slope_deg = {}\n"
                    "# dates_before = {}\n"
                    "# dates_after = {}\n"
                    "# shift_limit_cells = {}\n"
                    "# tta = \"flips\"  # models look at each patch from several sides\n"
                    "# threshold = 0.5  # of models; else what they were given\n"
                    "# screening_threshold = 0.2\n",
                    choices.false_alarm_rate, choices.min_slope_deg, choices.dates_before,
                    choices.dates_after, choices.shift_limit_cells);
}

}  // namespace scarp::event
