#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/grid.h"
#include "product/map_package.h"

namespace scarp::pipeline {

/// A result of scarp map, as far as its files tell of it.
struct MappedEvent {
  std::filesystem::path folder;
  nlohmann::ordered_json record;   ///< run.json
  nlohmann::ordered_json summary;  ///< summary.json
  Grid grid;
  std::string value;                           ///< "score" or "probability"
  std::vector<std::string> polarisations;      ///< of the map
  product::LayerNames names;                   ///< of its GeoPackage
  std::vector<product::MapLandslide> machine;  ///< what was mapped, in the grid's system
  /// The landslides of this map, which may be an edited one; to a centimetre.
  std::vector<product::MapLandslide> delivered;

  std::string file(const std::string& name) const { return (folder / name).string(); }
};

/// Throws Error when `folder` holds no complete result of scarp map.
MappedEvent open_mapped_event(const std::filesystem::path& folder);

/// A layer in the grid's reference system; the first where `name` is empty. What was cut at the
/// antimeridian is in one piece. Throws Error.
geo::VectorLayer layer_on(const Grid& grid, const std::string& file, const std::string& name);

}  // namespace scarp::pipeline
