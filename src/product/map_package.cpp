#include "product/map_package.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"
#include "geo/crs.h"
#include "geo/vector_file.h"
#include "product/qgis_style.h"

namespace scarp::product {
namespace {

geo::FieldValue real(std::optional<double> value) {
  geo::FieldValue field;  // null
  if (value && std::isfinite(*value)) field = *value;
  return field;
}

geo::FieldValue text(const std::string& value) {
  geo::FieldValue field;
  if (!value.empty()) field = value;
  return field;
}

constexpr auto kText = geo::FieldType::text;
constexpr auto kWhole = geo::FieldType::integer;
constexpr const char* kAnalyst = "analyst";
constexpr const char* kMachine = "machine";

std::vector<geo::Field> landslide_fields(const std::string& value,
                                         const std::vector<std::string>& polarisations) {
  std::vector<geo::Field> fields{{"id", kWhole},      {"event", kText}, {"event_type", kText},
                                 {"obj_desc", kText}, {"area_m2"},      {"mean_" + value},
                                 {"max_" + value}};
  for (const std::string& name : polarisations) {
    fields.push_back({"mean_change_" + lower(name) + "_db"});
  }
  fields.push_back({"mean_slope_deg"});
  for (const char* name : {"direction", "seen_by", "det_method", "source"}) {
    fields.push_back({name, kText});
  }
  fields.push_back({"longitude"});
  fields.push_back({"latitude"});
  return fields;
}

std::vector<geo::Field> all_fields(const MapPackage& package) {
  std::vector<geo::Field> fields = landslide_fields(package.value, package.polarisations);
  fields.insert(fields.end(), package.other_fields.begin(), package.other_fields.end());
  return fields;
}

geo::Feature feature_of(const MapLandslide& landslide, const MapPackage& package) {
  geo::Feature feature{landslide.outline, {}};
  std::vector<geo::FieldValue>& values = feature.values;
  values.emplace_back(landslide.id);
  values.push_back(text(landslide.event));
  values.push_back(text(landslide.event_type));
  values.push_back(text(landslide.description));
  values.push_back(real(landslide.area_m2));
  values.push_back(real(landslide.mean_score));
  values.push_back(real(landslide.max_score));
  for (std::size_t p = 0; p < package.polarisations.size(); ++p) {
    const bool known = p < landslide.mean_change_db.size();
    values.push_back(real(known ? landslide.mean_change_db[p] : std::nullopt));
  }
  values.push_back(real(landslide.mean_slope_deg));
  values.push_back(text(landslide.direction));
  values.push_back(text(landslide.seen_by));
  values.push_back(text(landslide.method));
  values.emplace_back(std::string(landslide.by_analyst ? kAnalyst : kMachine));
  values.push_back(real(landslide.longitude_deg));
  values.push_back(real(landslide.latitude_deg));
  for (std::size_t i = 0; i < package.other_fields.size(); ++i) {
    values.push_back(i < landslide.others.size() ? landslide.others[i] : geo::FieldValue());
  }
  return feature;
}

/// The values of features by the names of their fields, in whichever case these are.
class Columns {
 public:
  explicit Columns(const geo::VectorLayer& layer) {
    for (std::size_t i = 0; i < layer.fields.size(); ++i) {
      place_.emplace(lower(layer.fields[i].name), i);
    }
  }

  std::optional<double> number(const geo::Feature& feature, const std::string& field) const {
    const geo::FieldValue* value = find(feature, field);
    if (value == nullptr) return std::nullopt;
    if (const auto* real = std::get_if<double>(value)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(value)) return static_cast<double>(*whole);
    return std::nullopt;
  }

  // Programs make reals of whole numbers once a feature has none.
  std::optional<std::int64_t> whole(const geo::Feature& feature, const std::string& field) const {
    constexpr double kExact = 9007199254740992;  // 2^53
    const geo::FieldValue* value = find(feature, field);
    if (value == nullptr) return std::nullopt;
    if (const auto* number = std::get_if<std::int64_t>(value)) return *number;
    const auto* real = std::get_if<double>(value);
    if (real == nullptr || std::abs(*real) > kExact || *real != std::trunc(*real)) {
      return std::nullopt;
    }
    return static_cast<std::int64_t>(*real);
  }

  bool has(const geo::Feature& feature, const std::string& field) const {
    const geo::FieldValue* value = find(feature, field);
    return value != nullptr && *value != geo::FieldValue();
  }

  std::string text(const geo::Feature& feature, const std::string& field) const {
    const geo::FieldValue* value = find(feature, field);
    const auto* words = value == nullptr ? nullptr : std::get_if<std::string>(value);
    return words == nullptr ? std::string() : *words;
  }

 private:
  const geo::FieldValue* find(const geo::Feature& feature, const std::string& field) const {
    const auto place = place_.find(field);
    const bool there = place != place_.end() && place->second < feature.values.size();
    return there ? &feature.values[place->second] : nullptr;
  }

  std::map<std::string, std::size_t> place_;
};

MapLandslide landslide_of(const geo::Feature& feature, const Columns& columns,
                          const std::string& value, const std::vector<std::string>& polarisations) {
  MapLandslide landslide;
  landslide.outline = feature.geometry;
  landslide.id = columns.whole(feature, "id").value_or(0);
  landslide.area_m2 = columns.number(feature, "area_m2").value_or(0);
  landslide.mean_score = columns.number(feature, "mean_" + value);
  landslide.max_score = columns.number(feature, "max_" + value);
  for (const std::string& name : polarisations) {
    landslide.mean_change_db.push_back(
        columns.number(feature, "mean_change_" + lower(name) + "_db"));
  }
  landslide.mean_slope_deg = columns.number(feature, "mean_slope_deg");
  for (const TextColumn& column : kTextColumns) {
    landslide.*column.text = columns.text(feature, column.name);
  }
  landslide.by_analyst = columns.text(feature, "source") == kAnalyst;
  landslide.longitude_deg = columns.number(feature, "longitude").value_or(0);
  landslide.latitude_deg = columns.number(feature, "latitude").value_or(0);
  return landslide;
}

void write_blind(geo::VectorWriter& writer, const MapPackage& package, const LayerNames& names) {
  writer.begin_layer(names.blind, package.crs, {{"area_m2"}, {"cause", kText}});
  for (const BlindArea& area : package.blind.shown) {
    writer.add({area.outline, {real(area.area_m2), text(area.cause)}});
  }
}

void write_footprints(geo::VectorWriter& writer, const MapPackage& package,
                      const LayerNames& names) {
  writer.begin_layer(names.footprint, package.crs,
                     {{"or_src_id", kWhole},
                      {"scene", kText},
                      {"start_utc", kText},
                      {"phase", kText},
                      {"track", kText}});
  std::int64_t id = 0;
  for (const SourceScene& scene : package.sources) {
    writer.add({scene.outline,
                {++id, text(scene.name), text(scene.start), text(scene.phase), text(scene.track)}});
  }
}

void write_area(geo::VectorWriter& writer, const MapPackage& package, const LayerNames& names) {
  writer.begin_layer(names.area, package.crs, {{"event", kText}, {"event_time_utc", kText}});
  writer.add({package.area, {text(package.event), text(package.event_time)}});
}

// Columns as Copernicus EMS has them: date and time apart.
void write_sources(geo::VectorWriter& writer, const MapPackage& package, const LayerNames& names) {
  writer.begin_table(names.source, {{"src_id", kWhole},
                                    {"source_nam", kText},
                                    {"src_date", kText},
                                    {"source_tm", kText},
                                    {"sensor_gsd"},
                                    {"eventphase", kText},
                                    {"satellite", kText},
                                    {"track", kText}});
  std::int64_t id = 0;
  for (const SourceScene& scene : package.sources) {
    const std::size_t t = scene.start.find('T');
    const std::string time = t == std::string::npos ? "" : scene.start.substr(t + 1);
    writer.add({{},
                {++id, text(scene.name), text(scene.start.substr(0, t)), text(time),
                 real(scene.pixel_m), text(scene.phase == "before" ? "Pre-event" : "Post-event"),
                 text(scene.satellite), text(scene.track)}});
  }
}

// What QGIS looks for: https://docs.qgis.org, "Save in database (GeoPackage)".
void write_styles(geo::VectorWriter& writer, const MapPackage& package, const LayerNames& names) {
  writer.begin_table("layer_styles", {{"f_table_catalog", kText},
                                      {"f_table_schema", kText},
                                      {"f_table_name", kText},
                                      {"f_geometry_column", kText},
                                      {"styleName", kText},
                                      {"styleQML", kText},
                                      {"styleSLD", kText},
                                      {"useAsDefault", kWhole},
                                      {"description", kText},
                                      {"owner", kText},
                                      {"ui", kText},
                                      {"update_time", kText}});
  const auto add = [&](const std::string& layer, const FillStyle& style) {
    const std::string none;
    writer.add(
        {{},
         {none, none, layer, std::string("geom"), layer, qml_of(style), none, std::int64_t{1},
          std::string("as scarp shows it"), none, none, std::string("1970-01-01T00:00:00.000Z")}});
  };
  add(names.landslides, kLandslideStyle);
  if (package.machine) add(names.machine, kMachineStyle);
  add(names.blind, kBlindStyle);
  add(names.footprint, kFootprintStyle);
  add(names.area, kAreaStyle);
}

// The mean of its outer corners: good enough to put a label there.
Point middle_of(const geo::MultiPolygon& outline) {
  Point sum;
  double count = 0;
  for (const geo::Polygon& polygon : outline) {
    for (std::size_t i = 1; i < polygon.outer.size(); ++i) {
      sum.x += polygon.outer[i].x;
      sum.y += polygon.outer[i].y;
      ++count;
    }
  }
  return {sum.x / std::max(count, 1.0), sum.y / std::max(count, 1.0)};
}

}  // namespace

void place_middles(std::vector<MapLandslide>& landslides, const CrsPtr& crs) {
  std::vector<Point> middles;
  for (const MapLandslide& one : landslides) middles.push_back(middle_of(one.outline));
  middles = geo::transform(middles, crs, geo::wgs84());
  for (std::size_t i = 0; i < landslides.size(); ++i) {
    landslides[i].longitude_deg = middles[i].x;
    landslides[i].latitude_deg = middles[i].y;
  }
}

LayerNames cems_names() {
  return {"observedEventA",  "notAnalysedA", "imageFootprintA",
          "areaOfInterestA", "source",       "observedEventMachineA"};
}

LandslideLayer landslides_in(const geo::VectorLayer& layer, const std::string& value,
                             const std::vector<std::string>& polarisations) {
  const std::vector<geo::Field> known = landslide_fields(value, polarisations);
  LandslideLayer result;
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < layer.fields.size(); ++i) {
    const std::string name = lower(layer.fields[i].name);
    if (name == "fid") continue;
    const bool ours =
        std::any_of(known.begin(), known.end(), [&](const auto& one) { return one.name == name; });
    if (ours) {
      result.columns.insert(name);
    } else {
      others.push_back(i);
      result.other_fields.push_back(layer.fields[i]);
    }
  }
  const Columns columns(layer);
  for (const geo::Feature& feature : layer.features) {
    MapLandslide& landslide =
        result.landslides.emplace_back(landslide_of(feature, columns, value, polarisations));
    result.not_numbers += columns.has(feature, "id") && !columns.whole(feature, "id") ? 1 : 0;
    for (const std::size_t i : others) landslide.others.push_back(feature.values[i]);
  }
  return result;
}

void write_map_package(const std::filesystem::path& path, const MapPackage& package,
                       const LayerNames& names) {
  geo::VectorWriter writer(path);
  writer.begin_layer(names.landslides, package.crs, all_fields(package));
  for (const MapLandslide& one : package.landslides) writer.add(feature_of(one, package));
  if (package.machine) {
    writer.begin_layer(names.machine, package.crs,
                       landslide_fields(package.value, package.polarisations));
    MapPackage before = package;
    before.other_fields.clear();
    for (const MapLandslide& one : *package.machine) writer.add(feature_of(one, before));
  }
  write_blind(writer, package, names);
  write_footprints(writer, package, names);
  write_area(writer, package, names);
  write_sources(writer, package, names);
  write_styles(writer, package, names);
  writer.finish();
}

void write_map_geojson(const std::filesystem::path& path, const MapPackage& package) {
  geo::VectorWriter writer(path);
  writer.begin_layer("landslides", package.crs, all_fields(package));
  for (const MapLandslide& one : package.landslides) writer.add(feature_of(one, package));
  writer.finish();
}

}  // namespace scarp::product
