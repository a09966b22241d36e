#pragma once

#include <string>
#include <vector>

#include "core/output_folder.h"
#include "event/plan.h"
#include "pipeline/fused_map.h"

namespace scarp::pipeline {

inline constexpr const char* kPackageFile = "landslides.gpkg";
inline constexpr const char* kGeoJsonFile = "landslides.geojson";

/// What the files of a product are made of.
struct EventProduct {
  const event::Plan& plan;
  const FusionJob& job;
  FusedMap& map;
  bool cems = false;
};

/// Outlines landslides and writes landslides.gpkg, landslides.geojson, summary.json, item.json,
/// landslides.qgs and quicklook.png. `out` holds the rasters already. Returns the summary.
nlohmann::ordered_json write_event_products(const EventProduct& product, const OutputFolder& out);

}  // namespace scarp::pipeline
