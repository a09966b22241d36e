#include "pipeline/product_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "sar/footprint.h"
#include "sar/geolocation_residuals.h"
#include "sar/radiometry.h"

namespace scarp::pipeline {
namespace {

using Json = nlohmann::ordered_json;

// To so many decimals, so that the last bits of the arithmetic do not show.
double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

// Null where nothing could be compared.
Json residual(const sar::Residual& found, int decimals) {
  if (found.count == 0) return nullptr;
  return {{"max", rounded(found.max, decimals)}, {"rms", rounded(found.rms, decimals)}};
}

Json residuals(const sar::Product& product) {
  const sar::GeolocationResiduals found = sar::geolocation_residuals(product);
  Json json{{"points", found.points},
            {"unseen", found.unseen},
            {"without_polynomial", found.without_polynomial}};
  json["slant_range_mm"] = residual(found.slant_range_mm, 3);
  json["azimuth_time_us"] = residual(found.azimuth_time_us, 2);
  json["line_bistatic"] = residual(found.line_bistatic, 4);
  json["line"] = residual(found.line, 4);
  json["pixel_nearest"] = residual(found.pixel_nearest, 4);
  json["pixel_linear"] = residual(found.pixel_linear, 4);
  json["incidence_angle_deg"] = residual(found.incidence_angle_deg, 5);
  json["elevation_angle_deg"] = residual(found.elevation_angle_deg, 5);
  json["reference_time_ms"] = rounded(1e3 * found.reference_time_s, 4);
  return json;
}

Json channel_info(const sar::Channel& channel) {
  const auto denoising = sar::Radiometry(channel, sar::Quantity::sigma0, true).denoising();
  const bool tables = denoising == sar::Denoising::subtracted;
  return {{"polarisation", channel.polarisation},
          {"measurement", channel.measurement != nullptr},
          {"thermal_noise", tables ? "tables" : sar::name_of(denoising)}};
}

Json footprint(const sar::Product& product) {
  Json corners = Json::array();
  for (const LonLat& corner : sar::footprint(product.tie_points)) {
    corners.push_back({rounded(corner.lon_deg, 5), rounded(corner.lat_deg, 5)});
  }
  return corners;
}

Json incidence(const sar::Product& product) {
  const auto flatter = [](const sar::TiePoint& a, const sar::TiePoint& b) {
    return a.incidence_angle_deg < b.incidence_angle_deg;
  };
  const auto [least, most] =
      std::minmax_element(product.tie_points.begin(), product.tie_points.end(), flatter);
  return {rounded(least->incidence_angle_deg, 2), rounded(most->incidence_angle_deg, 2)};
}

void add_identity(Json& json, const sar::Identity& identity) {
  json["name"] = identity.name;
  if (identity.simulated) json["simulated"] = "yes, no radar saw it";
  json["satellite"] = identity.satellite;
  json["mode"] = identity.mode;
  json["type"] = identity.type;
  json["pass"] = identity.pass;
  json["absolute_orbit"] = identity.absolute_orbit;
  json["relative_orbit"] = identity.relative_orbit > 0 ? Json(identity.relative_orbit) : Json();
  json["ipf_version"] = identity.ipf_version.empty() ? Json() : Json(identity.ipf_version);
  json["start"] = identity.start.text();
  json["stop"] = identity.stop.text();
}

void add_image(Json& json, const sar::Product& product) {
  const sar::RadarImage& image = product.image;
  json["lines"] = image.size.rows;
  json["pixels"] = image.size.cols;
  json["range_pixel_spacing_m"] = image.range_pixel_spacing_m;
  json["azimuth_pixel_spacing_m"] = image.azimuth_pixel_spacing_m;
  json["incidence_deg"] = incidence(product);
  json["footprint"] = footprint(product);
}

void add_line(std::string& text, int depth, const std::string& name, const std::string& value) {
  text += fmt::format("{:{}}{:{}}  {}\n", "", 2 * depth, name, 24 - 2 * depth, value);
}

std::string words(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "not said";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  return value.dump();
}

// "name: value" for each entry of an object.
std::string in_one_line(const Json& object) {
  std::string text;
  for (const auto& [name, value] : object.items()) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, words(value));
  }
  return text;
}

bool is_flat(const Json& value) {
  return std::none_of(value.begin(), value.end(),
                      [](const Json& part) { return part.is_structured(); });
}

// Numbers in one line, anything else in a line each.
std::string list_words(const Json& list) {
  std::string text;
  for (const Json& part : list) text += fmt::format("{}{}", text.empty() ? "" : ", ", words(part));
  return text;
}

void add_entry(std::string& text, int depth, const std::string& name, const Json& value) {
  if (!value.is_structured()) return add_line(text, depth, name, words(value));
  if (value.empty()) return add_line(text, depth, name, "nothing");
  const bool numbers = value.is_array() && value.front().is_number();
  if (numbers) return add_line(text, depth, name, list_words(value));
  if (value.is_object() && is_flat(value) && depth > 0) {
    return add_line(text, depth, name, in_one_line(value));
  }
  text += fmt::format("{:{}}{}\n", "", 2 * depth, name);
  for (const auto& [part_name, part] : value.items()) {
    if (value.is_object()) {
      add_entry(text, depth + 1, part_name, part);
    } else {
      text += fmt::format("{:{}}{}\n", "", 2 * depth + 2,
                          part.is_object()  ? in_one_line(part)
                          : part.is_array() ? list_words(part)
                                            : words(part));
    }
  }
}

}  // namespace

Json product_info(const sar::Product& product) {
  Json json{{"kind", "Sentinel-1 product"}};
  add_identity(json, product.identity);
  add_image(json, product);
  json["channels"] = Json::array();
  for (const sar::Channel& channel : product.channels) {
    json["channels"].push_back(channel_info(channel));
  }
  json["missing"] = product.missing;
  json["orbit"] = {{"source", sar::name_of(product.orbit.source())},
                   {"state_vectors", product.orbit.states().size()}};
  json["geolocation_residuals"] = residuals(product);
  return json;
}

Json orbit_file_info(const std::string& path, const safe::OrbitFile& file) {
  return {{"kind", "Sentinel-1 orbit file"},
          {"name", std::filesystem::path(path).filename().string()},
          {"satellite", file.satellite},
          {"source", sar::name_of(file.source)},
          {"valid_from", file.valid_from.text()},
          {"valid_to", file.valid_to.text()},
          {"state_vectors", file.states.size()}};
}

std::string info_text(const Json& info) {
  std::string text;
  for (const auto& [name, value] : info.items()) add_entry(text, 0, name, value);
  return text;
}

}  // namespace scarp::pipeline
