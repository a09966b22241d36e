#include "report/outlines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "product/event_layers.h"
#include "product/map_package.h"
#include "report/text.h"
#include "report/web_map.h"

namespace scarp::report {
namespace {

// What a page makes of a layer.
struct Known {
  const char* layer;
  const char* name;
  const char* one;
  const char* description;
  OutlineStyle style;
  bool shown;
};

constexpr std::array<Known, 6> kKnown{{
    {product::kObservedEventLayer, "Landslides", "Landslide",
     "Mapped landslides. Click one for what is known of it.", OutlineStyle::landslide, true},
    {"observed_event_machine", "Before editing", "Mapped by the program",
     "What the program had mapped before an analyst went through it.", OutlineStyle::machine,
     false},
    {product::kNotAssessableLayer, "Not assessable", "Not assessable",
     "Here the radar could not tell: a landslide may or may not be there.",
     OutlineStyle::blind_area, true},
    {"truth", "Inventory", "Known landslide",
     "Landslides of the inventory that the map was compared with.", OutlineStyle::truth, false},
    {"image_footprint", "Image footprint", "Image", "What the radar images cover.",
     OutlineStyle::footprint, false},
    {"area_of_interest", "Area of interest", "Area of interest", "What was asked for.",
     OutlineStyle::area_of_interest, true},
}};

// Layers go by the names of scarp or by those of Copernicus EMS.
std::string name_in_use(const product::LayerNames& names, const Known& one) {
  const product::LayerNames plain;
  if (one.layer == plain.landslides) return names.landslides;
  if (one.layer == plain.machine) return names.machine;
  if (one.layer == plain.blind) return names.blind;
  if (one.layer == plain.footprint) return names.footprint;
  if (one.layer == plain.area) return names.area;
  return one.layer;
}

const Known& known(const std::string& layer) {
  return *std::find_if(kKnown.begin(), kKnown.end(),
                       [&](const Known& one) { return one.layer == layer; });
}

constexpr const char* kAreaField = "area_m2";

std::size_t place_of(const geo::VectorLayer& layer, const std::string& field) {
  const auto found = std::find_if(layer.fields.begin(), layer.fields.end(),
                                  [&](const geo::Field& one) { return one.name == field; });
  return static_cast<std::size_t>(found - layer.fields.begin());
}

std::optional<double> number_in(const geo::FieldValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

// What the attribute says, else that of the outline in units of its reference system.
double size_of(const geo::Feature& feature, std::size_t area_field) {
  if (area_field < feature.values.size()) {
    if (const auto area = number_in(feature.values[area_field])) return *area;
  }
  return geo::area(feature.geometry);
}

void sort_by_area(geo::VectorLayer& layer) {
  const std::size_t field = place_of(layer, kAreaField);
  std::stable_sort(layer.features.begin(), layer.features.end(),
                   [&](const geo::Feature& a, const geo::Feature& b) {
                     return size_of(a, field) > size_of(b, field);
                   });
}

bool ends_with(const std::string& text, const std::string& ending) {
  return text.size() > ending.size() && text.ends_with(ending);
}

// The name without its unit.
std::string stem_of(const std::string& field) {
  for (const char* unit : {"_m2", "_db", "_deg"}) {
    if (ends_with(field, unit)) return field.substr(0, field.size() - std::string(unit).size());
  }
  return field;
}

std::string real_text(const std::string& field, double value) {
  if (!std::isfinite(value)) return "–";
  if (ends_with(field, "_m2")) return area_text(value);
  if (ends_with(field, "_db")) return number_text(value, 1) + " dB";
  if (ends_with(field, "_deg")) return number_text(value, 1) + "°";
  for (const char* kind : {"score", "probability"}) {
    if (field.find(kind) != std::string::npos) return number_text(value, 2);
  }
  return fmt::format("{:.6g}", value);
}

// About what an outline takes in the page.
std::size_t bytes_of(const Outline& outline) {
  constexpr std::size_t kPoint = 10;
  std::size_t bytes = 8;
  for (const std::string& value : outline.values) bytes += value.size() + 3;
  for (const geo::Polygon& polygon : outline.shape) {
    bytes += 4 + kPoint * polygon.outer.size();
    for (const geo::Ring& hole : polygon.holes) bytes += 4 + kPoint * hole.size();
  }
  return bytes;
}

// Keeps the largest that fit; returns what they take.
std::size_t fit(OutlineLayer& layer, std::size_t most_bytes, std::vector<std::string>& notes) {
  std::size_t bytes = 0;
  std::size_t kept = 0;
  for (; kept < layer.outlines.size(); ++kept) {
    const std::size_t next = bytes_of(layer.outlines[kept]);
    if (bytes + next > most_bytes) break;
    bytes += next;
  }
  const std::size_t left_out = layer.outlines.size() - kept;
  if (left_out > 0) {
    notes.push_back(fmt::format(
        "{}: the {} smallest of {} outlines are not drawn on this page; the GeoPackage has all.",
        layer.name, number_text(static_cast<double>(left_out), 0),
        number_text(static_cast<double>(layer.outlines.size()), 0)));
    layer.outlines.resize(kept);
  }
  return bytes;
}

}  // namespace

std::vector<geo::VectorLayer> read_event_layers(const std::string& path) {
  const std::vector<std::string> there = geo::polygon_layers(path);
  const auto has = [&](const std::string& name) {
    return std::find(there.begin(), there.end(), name) != there.end();
  };
  product::LayerNames names;
  if (!has(names.landslides)) names = product::cems_names();
  if (!has(names.landslides)) {
    throw Error({fmt::format("has no layer \"{}\"", product::kObservedEventLayer), path,
                 "Name the folder of a map that scarp made"});
  }
  std::vector<geo::VectorLayer> layers;
  for (const Known& one : kKnown) {
    const std::string name = name_in_use(names, one);
    if (!has(name)) continue;
    layers.push_back(geo::read_polygons(path, name));
    layers.back().name = one.layer;
    sort_by_area(layers.back());
  }
  return layers;
}

OutlineLayer outline_layer(const geo::VectorLayer& layer, double meridian_deg, std::size_t listed) {
  const Known& words = known(layer.name);
  OutlineLayer result{words.name, words.description, words.one, words.style, words.shown, {}, {},
                      listed};
  for (const geo::Field& field : layer.fields) result.columns.push_back(column_title(field.name));
  const geo::VectorLayer placed = in_lon_lat(layer, meridian_deg);
  for (const geo::Feature& feature : placed.features) {
    Outline& outline = result.outlines.emplace_back();
    outline.shape = feature.geometry;
    for (std::size_t i = 0; i < feature.values.size(); ++i) {
      outline.values.push_back(value_text(placed.fields[i].name, feature.values[i]));
    }
  }
  return result;
}

void fit_outlines(std::vector<OutlineLayer>& layers, std::size_t most_bytes,
                  std::vector<std::string>& notes) {
  for (OutlineLayer& layer : layers) most_bytes -= fit(layer, most_bytes, notes);
}

std::vector<double> numbers_in(const geo::VectorLayer& layer, const std::string& field) {
  const std::size_t place = place_of(layer, field);
  std::vector<double> numbers;
  for (const geo::Feature& feature : layer.features) {
    if (place >= feature.values.size()) continue;
    if (const auto number = number_in(feature.values[place])) numbers.push_back(*number);
  }
  return numbers;
}

std::string column_title(const std::string& field) {
  std::string title;
  std::string word;
  const auto end_word = [&] {
    const bool polarisation = word == "vv" || word == "vh" || word == "hh" || word == "hv";
    if (!title.empty()) title += ' ';
    title += polarisation ? upper(word) : word;
    word.clear();
  };
  for (const char c : stem_of(field)) {
    if (c == '_') {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  if (!title.empty()) title[0] = upper(title.substr(0, 1))[0];
  return title;
}

std::string value_text(const std::string& field, const geo::FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    std::string words = *text;
    if (field == "cause") std::replace(words.begin(), words.end(), '_', ' ');
    return words;
  }
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    return ends_with(field, "_m2") ? area_text(static_cast<double>(*whole))
                                   : fmt::format("{}", *whole);
  }
  if (const auto* real = std::get_if<double>(&value)) return real_text(field, *real);
  return "–";
}

}  // namespace scarp::report
