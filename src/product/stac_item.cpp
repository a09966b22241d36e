#include "product/stac_item.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>

#include "core/run_record.h"
#include "core/text.h"
#include "core/version.h"
#include "geo/crs.h"

namespace scarp::product {
namespace {

using Json = nlohmann::ordered_json;

Json rings_of(double west, double south, double east, double north) {
  return Json::array({{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}});
}

// West is more than east in a box across the antimeridian (RFC 7946, section 5.2).
Json bbox_of(const Bounds& box) {
  return {box.min_x, box.min_y, box.max_x > 180 ? box.max_x - 360 : box.max_x, box.max_y};
}

// Cut at the antimeridian (RFC 7946, section 3.1.9).
Json geometry_of(const Bounds& box) {
  if (!(box.max_x > 180)) {
    return {{"type", "Polygon"},
            {"coordinates", rings_of(box.min_x, box.min_y, box.max_x, box.max_y)}};
  }
  return {{"type", "MultiPolygon"},
          {"coordinates", Json::array({rings_of(box.min_x, box.min_y, 180, box.max_y),
                                       rings_of(-180, box.min_y, box.max_x - 360, box.max_y)})}};
}

Json assets_of(const ItemFacts& facts) {
  Json assets = Json::object();
  for (const Asset& asset : facts.assets) {
    assets[asset.key] = {{"href", "./" + asset.file},
                         {"type", asset.type},
                         {"title", asset.title},
                         {"roles", asset.roles}};
  }
  return assets;
}

Json properties_of(const ItemFacts& facts) {
  const Grid& grid = facts.grid;
  const Affine& affine = grid.affine();
  const Bounds box = grid.bounds();
  std::string lineage = "Made from";
  for (const std::string& scene : facts.scenes) lineage += fmt::format(" {}", scene);
  const std::string& crs = grid.crs()->name;
  Json properties{{"title", facts.title},
                  {"datetime", nullptr},
                  {"start_datetime", facts.start},
                  {"end_datetime", facts.end},
                  {"platform", fmt::format("{}", fmt::join(facts.satellites, ", "))},
                  {"constellation", "sentinel-1"},
                  {"instruments", {"c-sar"}},
                  {"sar:frequency_band", "C"},
                  {"sar:instrument_mode", "IW"},
                  {"sar:polarizations", facts.polarisations},
                  {"processing:level", "L4"},
                  {"processing:lineage", lineage},
                  {"processing:software", {{kProgram, kVersion}}},
                  {"proj:code", crs.starts_with("EPSG:") ? Json(crs) : Json()},
                  {"proj:shape", {grid.rows(), grid.cols()}},
                  {"proj:bbox", {box.min_x, box.min_y, box.max_x, box.max_y}},
                  {"proj:transform",
                   {affine.x_per_col, affine.x_per_row, affine.x0, affine.y_per_col,
                    affine.y_per_row, affine.y0}},
                  {"scarp:method", facts.method}};
  if (!facts.event_time.empty()) properties["scarp:event_time"] = facts.event_time;
  for (const auto& [key, value] : facts.summary.items()) properties["scarp:" + key] = value;
  return properties;
}

}  // namespace

std::string identifier_of(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool plain =
        std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80;
    if (plain || c == '-' || c == '_') {
      result += c;
    } else if (!result.empty() && result.back() != '-') {
      result += '-';
    }
  }
  while (!result.empty() && result.back() == '-') result.pop_back();
  return result.empty() ? "event" : lower(result);
}

Json stac_item(const ItemFacts& facts) {
  const Bounds box = geo::transform_bounds(facts.grid, geo::wgs84());
  return {{"type", "Feature"},
          {"stac_version", "1.1.0"},
          {"stac_extensions",
           {"https://stac-extensions.github.io/projection/v2.0.0/schema.json",
            "https://stac-extensions.github.io/sar/v1.3.0/schema.json",
            "https://stac-extensions.github.io/processing/v1.2.0/schema.json"}},
          {"id", facts.id},
          {"geometry", geometry_of(box)},
          {"bbox", bbox_of(box)},
          {"properties", properties_of(facts)},
          {"links", Json::array()},
          {"assets", assets_of(facts)}};
}

}  // namespace scarp::product
