#include "pipeline/edited_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "pipeline/edited_layers.h"
#include "pipeline/edited_measures.h"
#include "pipeline/event_products.h"
#include "pipeline/first_look_rasters.h"
#include "product/areas.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

// The satellites of scenes by their names.
std::map<std::string, std::string> satellites_of(const Json& record) {
  std::map<std::string, std::string> satellites;
  for (const Json& track : list_at(record, "/facts/plan/tracks")) {
    for (const char* side : {"/before", "/after"}) {
      for (const Json& slices : list_at(track, side)) {
        for (const Json& scene : list_at(slices, "")) {
          satellites[text_at(scene, "/name")] = text_at(scene, "/satellite");
        }
      }
    }
  }
  return satellites;
}

std::string text_of(const geo::VectorLayer& layer, const geo::Feature& feature,
                    const std::string& field) {
  for (std::size_t i = 0; i < layer.fields.size(); ++i) {
    const auto* text = std::get_if<std::string>(&feature.values[i]);
    if (layer.fields[i].name == field && text != nullptr) return *text;
  }
  return {};
}

geo::VectorLayer layer_in(const MappedEvent& map, const std::string& name) {
  return geo::transform(geo::read_polygons(map.file(kPackageFile), name), map.grid.crs());
}

std::vector<product::SourceScene> sources_of(const MappedEvent& map) {
  auto satellites = satellites_of(map.record);
  const geo::VectorLayer layer = layer_in(map, map.names.footprint);
  std::vector<product::SourceScene> sources;
  for (const geo::Feature& feature : layer.features) {
    const std::string name = text_of(layer, feature, "scene");
    sources.push_back({name, satellites[name], text_of(layer, feature, "start_utc"),
                       text_of(layer, feature, "phase"), text_of(layer, feature, "track"), 10,
                       feature.geometry});
  }
  return sources;
}

geo::MultiPolygon area_of(const MappedEvent& map) {
  geo::MultiPolygon area;
  for (const geo::Feature& feature : layer_in(map, map.names.area).features) {
    area.insert(area.end(), feature.geometry.begin(), feature.geometry.end());
  }
  return area;
}

product::MapPackage package_of(const MappedEvent& map, EditedLandslides& edited,
                               const EditedMeasures& measures) {
  product::MapPackage package;
  package.event = text_at(map.summary, "/event");
  package.event_type = text_at(map.summary, "/event_type");
  package.event_time = text_at(map.summary, "/event_time");
  package.crs = map.grid.crs();
  package.value = map.value;
  package.polarisations = map.polarisations;
  package.landslides = std::move(edited.landslides);
  package.other_fields = edited.other_fields;
  package.machine = map.machine;
  const double unit_m2 = number_at(map.summary, "/minimum_mapping_unit_m2").value_or(0);
  package.blind = product::blind_areas(measures.mask, map.grid, unit_m2);
  package.sources = sources_of(map);
  package.area = area_of(map);
  return package;
}

// What the summary of the machine's map says of its landslides.
Json machine_summary(const Json& summary) {
  if (summary.contains("machine")) return summary["machine"];  // of a map that was edited before
  Json machine = Json::object();
  for (const char* key :
       {"method", "calibrated_on_real_events", "landslides", "succeeded_empty", "landslide_area_m2",
        "delineation_threshold", "area_above_delineation_threshold_m2", "screening_threshold",
        "area_above_screening_threshold_m2", "expected_landslide_area", "by_slope"}) {
    if (summary.contains(key)) machine[key] = summary[key];
  }
  return machine;
}

Json slope_classes(const EditedMeasures& measures, const Json& before) {
  Json classes = Json::array();
  for (std::size_t i = 0; i < measures.landslide_m2.size(); ++i) {
    const auto assessable = number_at(before, fmt::format("/by_slope/{}/assessable_area_m2", i));
    Json& one = classes.emplace_back(edges_of_slope_class(i));
    one["assessable_area_m2"] = assessable ? Json(*assessable) : Json();
    one["landslide_area_m2"] = measures.landslide_m2[i];
  }
  return classes;
}

// Paths in the summary are from the folder it lies in.
std::string moved(const std::string& path, const fs::path& from, const fs::path& to) {
  const fs::path there = fs::absolute(from / path).lexically_normal();
  return there.lexically_relative(fs::absolute(to).lexically_normal()).generic_string();
}

Json tracks_of(const Json& summary, const fs::path& from, const fs::path& to) {
  Json tracks = list_at(summary, "/tracks");
  for (Json& track : tracks) {
    if (!track.is_object()) continue;
    for (const char* key : {"stack", "first_look"}) {
      const std::string path = text_at(track, std::string("/") + key);
      if (!path.empty()) track[key] = moved(path, from, to);
    }
    Json dates = list_at(track, "/dates");
    for (Json& date : dates) {
      if (!date.is_object()) continue;
      Json files = Json::array();
      for (const std::string& file : texts_at(date, "/backscatter")) {
        files.push_back(moved(file, from, to));
      }
      date["backscatter"] = files;
    }
    track["dates"] = dates;
  }
  return tracks;
}

Json summary_of(const MappedEvent& map, const EditedLandslides& edited,
                const product::MapPackage& package, const EditedMeasures& measures,
                const fs::path& out) {
  double landslide_m2 = 0;
  std::size_t by_analyst = 0;
  for (const product::MapLandslide& one : package.landslides) {
    landslide_m2 += one.area_m2;
    by_analyst += one.by_analyst ? 1 : 0;
  }
  const Json& before = map.summary;
  Json summary{{"event", package.event},
               {"event_type", package.event_type},
               {"event_time", package.event_time},
               {"method", "edited by an analyst"},
               {"edited", true},
               {"landslides", package.landslides.size()},
               {"succeeded_empty", package.landslides.empty() &&
                                       number_at(before, "/assessable_area_m2").value_or(0) > 0},
               {"landslide_area_m2", landslide_m2},
               {"landslides_of_machine_kept", edited.kept},
               {"landslides_of_machine_removed", edited.removed},
               {"landslides_by_analyst", by_analyst},
               {"landslide_area_not_assessable_m2", measures.blind_landslide_m2}};
  for (const char* key :
       {"simulated", "model_warnings", "minimum_mapping_unit_m2", "assessable_area_m2",
        "not_assessable_area_m2", "water", "crs", "cell_size_m"}) {
    if (before.contains(key)) summary[key] = before[key];
  }
  summary["not_assessable_area_in_small_spots_m2"] = package.blind.smaller_m2;
  summary["by_slope"] = slope_classes(measures, before);
  summary["machine"] = machine_summary(before);
  summary["tracks"] = tracks_of(before, map.folder, out);
  return summary;
}

constexpr const char* kItemFile = "item.json";
constexpr const char* kEditedItem = "-edited";

// That of the machine's map with the numbers of this one.
void write_item(const MappedEvent& map, const Json& summary, const OutputFolder& out) {
  Json item = object_in(map.file(kItemFile));
  if (!item.contains("properties") || !item["properties"].is_object() || !item.contains("assets") ||
      !item["assets"].is_object()) {
    throw Error({"is no STAC item", map.file(kItemFile), "Make the map again"});
  }
  const std::string id = text_at(item, "/id");
  if (!id.ends_with(kEditedItem)) item["id"] = id + kEditedItem;
  item["links"] = Json::array({{{"rel", "derived_from"},
                                {"href", moved(kItemFile, map.folder, out.path())},
                                {"type", "application/geo+json"}}});
  Json& properties = item["properties"];
  for (const char* key : {"landslides", "landslide_area_m2", "not_assessable_area_m2",
                          "minimum_mapping_unit_m2", "succeeded_empty", "edited"}) {
    if (summary.contains(key)) properties[std::string("scarp:") + key] = summary[key];
  }
  properties["scarp:method"] = "edited by an analyst";
  Json& assets = item["assets"];
  const std::vector<std::string> written = out.written();
  for (auto asset = assets.begin(); asset != assets.end();) {
    const std::string href = fs::path(text_at(asset.value(), "/href")).filename().string();
    const bool there = std::find(written.begin(), written.end(), href) != written.end();
    asset = there ? std::next(asset) : assets.erase(asset);
  }
  write_text(out.file(kItemFile), item.dump(2) + "\n");
}

void require_apart(const EditedMapOptions& options, const OutputFolder& out) {
  std::error_code error;
  if (!fs::equivalent(options.map, out.path(), error)) return;
  throw Error({"is the folder of the map that was edited, which has to stay as it is",
               out.path().string(), "Choose another folder with --out"});
}

void record_if_there(const char* role, const std::string& path, RunRecord& record) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) record.input(role, path);
}

void tell_missing(const MappedEvent& map, const KnownLandslides& known, Reporter& reporter) {
  const std::string before = text_at(map.record, "/options/inventory");
  if (before.empty() || !known.inventory.empty()) return;
  reporter.warn(
      fmt::format("the inventory of the map, {}, or its interpreted area is not there: the edited "
                  "landslides are not compared with it. --inventory names one",
                  before));
}

void tell(const EditedMeasures& measures, Reporter& reporter) {
  if (measures.blind_landslide_m2 > 0) {
    reporter.note(fmt::format("{:.2f} ha of the landslides lie where the radar could not tell",
                              measures.blind_landslide_m2 / 1e4));
  }
  if (measures.outside_landslide_m2 > 0) {
    reporter.warn(fmt::format("{:.2f} ha of the landslides lie outside of the area of the map",
                              measures.outside_landslide_m2 / 1e4));
  }
}

}  // namespace

std::string dem_of(const EditedMapOptions& options) {
  if (!options.dem.empty()) return options.dem;
  return text_at(object_in(options.map / kRunRecordName), "/options/dem");
}

std::optional<double> dem_no_data_of(const EditedMapOptions& options) {
  if (options.dem_no_data) return options.dem_no_data;
  return number_at(object_in(options.map / kRunRecordName), "/options/dem_nodata");
}

KnownLandslides known_landslides_of(const EditedMapOptions& options) {
  if (!options.inventory.empty()) return {options.inventory, options.interpreted_area};
  const Json record = object_in(options.map / kRunRecordName);
  KnownLandslides known{text_at(record, "/options/inventory"),
                        text_at(record, "/options/interpreted_area")};
  if (!options.interpreted_area.empty()) known.interpreted_area = options.interpreted_area;
  const std::string& area = known.interpreted_area;
  const bool there = fs::exists(known.inventory) && (area.empty() || fs::exists(area));
  return there ? known : KnownLandslides();
}

void run_edited_map(const EditedMapOptions& options, OutputFolder& out, RunRecord& record,
                    ThreadPool& threads, Reporter& reporter) {
  require_apart(options, out);
  const MappedEvent map = open_mapped_event(options.map);
  out.require_not_replaced(options.edited);
  record.input("edited", options.edited);
  for (const std::string& name : {std::string("run.json"), std::string("summary.json"),
                                  map.value + ".tif", std::string(kPackageFile)}) {
    record.input("map", map.file(name));
  }
  const KnownLandslides known = known_landslides_of(options);
  record_if_there("dem", dem_of(options), record);
  record_if_there("inventory", known.inventory, record);
  record_if_there("interpreted_area", known.interpreted_area, record);
  record.fact("event_identity", text_at(map.record, "/facts/event_identity") + ", edited");
  const Json::json_pointer plan("/facts/plan");
  if (map.record.contains(plan)) record.fact("plan", map.record.at(plan));
  EditedLandslides edited = read_edited(options.edited, map, reporter);
  const EditedMeasures measures = measure_edited(map, {dem_of(options), dem_no_data_of(options)},
                                                 edited, out, threads, reporter);
  tell(measures, reporter);
  for (const std::string& name : {map.value + ".tif", std::string(kMaskFile)}) {
    fs::copy_file(map.file(name), out.file(name));
  }
  const product::MapPackage package = package_of(map, edited, measures);
  const product::LayerNames names = options.cems ? product::cems_names() : map.names;
  record.option("cems", names.landslides == product::cems_names().landslides);
  product::write_map_package(out.file(kPackageFile), package, names);
  product::write_map_geojson(out.file(kGeoJsonFile), package);
  Json summary = summary_of(map, edited, package, measures, out.path());
  tell_missing(map, known, reporter);
  if (!known.inventory.empty()) {
    summary["against_inventory"] = evaluate_edited(known, names, out, record, threads, reporter);
  }
  write_text(out.file("summary.json"), summary.dump(2) + "\n");
  write_event_project(
      {package.event, map.grid, map.value,
       number_at(summary, "/machine/delineation_threshold").value_or(0.5), names, true},
      out);
  write_item(map, summary, out);
}

}  // namespace scarp::pipeline
