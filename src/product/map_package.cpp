#include "product/map_package.h"

#include <cmath>

#include "core/text.h"
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

std::vector<geo::Field> landslide_fields(const MapPackage& package) {
  std::vector<geo::Field> fields{
      {"id", kWhole}, {"event", kText},          {"event_type", kText},   {"obj_desc", kText},
      {"area_m2"},    {"mean_" + package.value}, {"max_" + package.value}};
  for (const std::string& name : package.polarisations) {
    fields.push_back({"mean_change_" + lower(name) + "_db"});
  }
  fields.push_back({"mean_slope_deg"});
  for (const char* name : {"direction", "seen_by", "det_method"}) fields.push_back({name, kText});
  fields.push_back({"longitude"});
  fields.push_back({"latitude"});
  return fields;
}

geo::Feature feature_of(const MapLandslide& landslide, const MapPackage& package) {
  geo::Feature feature{landslide.outline, {}};
  std::vector<geo::FieldValue>& values = feature.values;
  values.emplace_back(landslide.id);
  values.push_back(text(package.event));
  values.push_back(text(package.event_type));
  values.emplace_back(std::string("Landslide"));
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
  values.push_back(text(package.method));
  values.push_back(real(landslide.longitude_deg));
  values.push_back(real(landslide.latitude_deg));
  return feature;
}

void write_blind(geo::VectorWriter& writer, const MapPackage& package, const LayerNames& names) {
  writer.begin_layer(names.blind, package.crs, {{"area_m2"}, {"cause", kText}});
  for (const BlindArea& area : package.blind) {
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
void write_styles(geo::VectorWriter& writer, const LayerNames& names) {
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
  add(names.blind, kBlindStyle);
  add(names.footprint, kFootprintStyle);
  add(names.area, kAreaStyle);
}

}  // namespace

LayerNames cems_names() {
  return {"observedEventA", "notAnalysedA", "imageFootprintA", "areaOfInterestA", "source"};
}

void write_map_package(const std::filesystem::path& path, const MapPackage& package,
                       const LayerNames& names) {
  geo::VectorWriter writer(path);
  writer.begin_layer(names.landslides, package.crs, landslide_fields(package));
  for (const MapLandslide& one : package.landslides) writer.add(feature_of(one, package));
  write_blind(writer, package, names);
  write_footprints(writer, package, names);
  write_area(writer, package, names);
  write_sources(writer, package, names);
  write_styles(writer, names);
  writer.finish();
}

void write_map_geojson(const std::filesystem::path& path, const MapPackage& package) {
  geo::VectorWriter writer(path);
  writer.begin_layer("landslides", package.crs, landslide_fields(package));
  for (const MapLandslide& one : package.landslides) writer.add(feature_of(one, package));
  writer.finish();
}

}  // namespace scarp::product
