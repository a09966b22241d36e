#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/crs.h"
#include "geo/polygon.h"
#include "geo/vector_file.h"
#include "product/event_layers.h"

namespace scarp::product {

/// A landslide of the product of an event.
struct MapLandslide {
  std::int64_t id = 0;  ///< from 1
  std::string event;
  std::string event_type;
  std::string description;
  geo::MultiPolygon outline;
  double area_m2 = 0;
  std::optional<double> mean_score;
  std::optional<double> max_score;
  std::vector<std::optional<double>> mean_change_db;  ///< by polarisation
  std::optional<double> mean_slope_deg;
  std::string direction;     ///< "brighter", "darker"; empty: not known
  std::string seen_by;       ///< "ascending 116, descending 46"
  std::string method;        ///< "change detection", "model", "analyst"
  bool by_analyst = false;   ///< who drew or described it: an analyst, or the machine alone
  double longitude_deg = 0;  ///< of its middle
  double latitude_deg = 0;
  std::vector<geo::FieldValue> others;  ///< what an analyst noted, by MapPackage::other_fields
};

inline constexpr const char* kDescription = "Landslide";

/// A column of text in the layer of landslides.
struct TextColumn {
  const char* name;
  std::string MapLandslide::* text;
};
inline constexpr std::array<TextColumn, 6> kTextColumns{{
    {"event", &MapLandslide::event},
    {"event_type", &MapLandslide::event_type},
    {"obj_desc", &MapLandslide::description},
    {"direction", &MapLandslide::direction},
    {"seen_by", &MapLandslide::seen_by},
    {"det_method", &MapLandslide::method},
}};

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
  CrsPtr crs;
  std::string value = "score";  ///< or "probability"
  std::vector<std::string> polarisations;
  std::vector<MapLandslide> landslides;
  std::vector<geo::Field> other_fields;
  std::optional<std::vector<MapLandslide>> machine;  ///< of an edited map: what was mapped before
  BlindAreas blind;
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
  std::string machine = "observed_event_machine";
};

/// As Copernicus EMS Rapid Mapping calls them.
LayerNames cems_names();

/// Fills in the longitudes and latitudes of outlines in the system `crs`.
void place_middles(std::vector<MapLandslide>& landslides, const CrsPtr& crs);

/// What a layer of such a package, or its GeoJSON, says of its landslides.
struct LandslideLayer {
  std::vector<MapLandslide> landslides;  ///< outlines in the layer's reference system
  std::vector<geo::Field> other_fields;  ///< of MapLandslide::others
  std::set<std::string> columns;         ///< those of scarp that there are; the others are empty
  std::size_t not_numbers = 0;           ///< landslides whose id is no whole number: 0
};
LandslideLayer landslides_in(const geo::VectorLayer& layer, const std::string& value,
                             const std::vector<std::string>& polarisations);

/// Landslides, blind areas, footprints and area of interest as layers, sources as a table, and
/// their looks for QGIS (table layer_styles). Throws Error.
void write_map_package(const std::filesystem::path& path, const MapPackage& package,
                       const LayerNames& names);

/// The landslides alone, in longitude and latitude.
void write_map_geojson(const std::filesystem::path& path, const MapPackage& package);

}  // namespace scarp::product
