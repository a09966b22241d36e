#pragma once

#include <string>
#include <vector>

#include "core/output_folder.h"
#include "event/plan.h"
#include "pipeline/fused_map.h"
#include "product/map_package.h"

namespace scarp::pipeline {

inline constexpr const char* kPackageFile = "landslides.gpkg";
inline constexpr const char* kProjectFile = "landslides.qgs";
inline constexpr const char* kGeoJsonFile = "landslides.geojson";

/// What the files of a product are made of.
struct EventProduct {
  const event::Plan& plan;
  const FusionJob& job;
  FusedMap& map;
  bool cems = false;
};

/// A QGIS project over the rasters and the GeoPackage of a product.
struct EventProject {
  std::string title;
  Grid grid;
  std::string value;  ///< "score", "probability"
  double threshold = 0.5;
  product::LayerNames names;
  bool edited = false;  ///< there is a layer of what was mapped before
};

/// Writes landslides.qgs.
void write_event_project(const EventProject& event, const OutputFolder& out);

/// Outlines landslides and writes landslides.gpkg, landslides.geojson, summary.json, item.json,
/// landslides.qgs and quicklook.png. `out` holds the rasters already. Returns the summary.
nlohmann::ordered_json write_event_products(const EventProduct& product, const OutputFolder& out);

}  // namespace scarp::pipeline
