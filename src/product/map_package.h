#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/crs.h"
#include "geo/polygon.h"
#include "product/event_layers.h"

namespace scarp::product {

/// A landslide of the product of an event.
struct MapLandslide {
  std::int64_t id = 0;  ///< from 1
  geo::MultiPolygon outline;
  double area_m2 = 0;
  std::optional<double> mean_score;
  std::optional<double> max_score;
  std::vector<std::optional<double>> mean_change_db;  ///< by polarisation
  std::optional<double> mean_slope_deg;
  std::string direction;     ///< "brighter", "darker"; empty: not known
  std::string seen_by;       ///< "ascending 116, descending 46"
  double longitude_deg = 0;  ///< of its middle
  double latitude_deg = 0;
};

/// A scene the map was made from.
struct SourceScene {
  std::string name;
  std::string satellite;
  std::string start;  ///< UTC
  std::string phase;  ///< "before" or "after" the event
  std::string track;  ///< "ascending 116"
  double pixel_m = 10;
  geo::MultiPolygon outline;  ///< in the product's reference system
};

/// All that goes into the GeoPackage and GeoJSON of an event.
struct MapPackage {
  std::string event;
  std::string event_type;
  std::string event_time;  ///< UTC
  std::string method;      ///< "change detection", "model"
  CrsPtr crs;
  std::string value = "score";  ///< or "probability"
  std::vector<std::string> polarisations;
  std::vector<MapLandslide> landslides;
  std::vector<BlindArea> blind;
  std::vector<SourceScene> sources;
  geo::MultiPolygon area;  ///< of interest
};

/// Names of the layers in a GeoPackage.
struct LayerNames {
  std::string landslides = kObservedEventLayer;
  std::string blind = kNotAssessableLayer;
  std::string footprint = "image_footprint";
  std::string area = "area_of_interest";
  std::string source = "source";
};

/// As Copernicus EMS Rapid Mapping calls them.
LayerNames cems_names();

/// Landslides, blind areas, footprints and area of interest as layers, sources as a table, and
/// their looks for QGIS (table layer_styles). Throws Error.
void write_map_package(const std::filesystem::path& path, const MapPackage& package,
                       const LayerNames& names);

/// The landslides alone, in longitude and latitude.
void write_map_geojson(const std::filesystem::path& path, const MapPackage& package);

}  // namespace scarp::product
