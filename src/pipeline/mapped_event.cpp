#include "pipeline/mapped_event.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/json.h"
#include "core/run_record.h"
#include "geo/antimeridian.h"
#include "geo/raster_file.h"
#include "pipeline/event_products.h"
#include "pipeline/outline_index.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using product::MapLandslide;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<MapLandslide> read_layer(const std::string& file, const std::string& layer,
                                     const MappedEvent& map) {
  return product::landslides_in(layer_on(map.grid, file, layer), map.value, map.polarisations)
      .landslides;
}

// As scarp wrote them: an edited map keeps them in a layer of their own, another in its GeoJSON,
// to a centimetre; where the GeoPackage still has the same, its outlines are exact.
std::vector<MapLandslide> machine_landslides(const MappedEvent& map) {
  const std::string package = map.file(kPackageFile);
  const std::vector<std::string> layers = geo::polygon_layers(package);
  if (contains(layers, map.names.machine)) return read_layer(package, map.names.machine, map);
  std::vector<MapLandslide> told = read_layer(map.file(kGeoJsonFile), "", map);
  if (!contains(layers, map.names.landslides)) return told;
  std::vector<MapLandslide> there = read_layer(package, map.names.landslides, map);
  return same_outlines(there, told, map.grid) ? there : told;
}

std::vector<std::string> polarisations_in(const nlohmann::ordered_json& summary) {
  std::set<std::string> found;
  for (const auto& track : list_at(summary, "/tracks")) {
    for (const std::string& name : texts_at(track, "/polarisations")) found.insert(name);
  }
  std::vector<std::string> all;
  for (const char* name : {"VV", "HH", "VH", "HV"}) {
    if (found.contains(name)) all.emplace_back(name);
  }
  return all;
}

}  // namespace

MappedEvent open_mapped_event(const fs::path& folder) {
  MappedEvent map;
  map.folder = folder;
  map.record = object_in(folder / kRunRecordName);
  if (text_at(map.record, "/program") != kProgram || text_at(map.record, "/command") != "map") {
    throw Error({"holds no result of scarp map", folder.string(),
                 "Name with --map the folder that the edited layer belongs to"});
  }
  map.summary = object_in(folder / "summary.json");
  map.value = fs::exists(folder / "probability.tif") ? "probability" : "score";
  map.polarisations = polarisations_in(map.summary);
  const geo::RasterFile score(map.file(map.value + ".tif"));
  score.require_georeference();
  map.grid = score.grid();
  const std::vector<std::string> layers = geo::polygon_layers(map.file(kPackageFile));
  if (contains(layers, product::cems_names().footprint)) map.names = product::cems_names();
  map.machine = machine_landslides(map);
  map.delivered = contains(layers, map.names.machine) ? read_layer(map.file(kGeoJsonFile), "", map)
                                                      : map.machine;
  return map;
}

geo::VectorLayer layer_on(const Grid& grid, const std::string& file, const std::string& name) {
  geo::VectorLayer layer = geo::read_polygons(file, name);
  if (!layer.crs) {
    throw Error(
        {"has no coordinate reference system", file, "Set it in the program that wrote the file"});
  }
  if (layer.crs->geographic) layer = geo::joined_at_antimeridian(std::move(layer));
  return geo::transform(layer, grid.crs());
}

}  // namespace scarp::pipeline
