#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/grid.h"
#include "core/reporter.h"
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

  std::string file(const std::string& name) const { return (folder / name).string(); }
};

/// Throws Error when `folder` holds no complete result of scarp map.
MappedEvent open_mapped_event(const std::filesystem::path& folder);

/// Whether its GeoPackage holds other landslides than scarp wrote: someone edited it.
bool was_edited(const std::filesystem::path& folder);

/// The landslides of an event after an analyst went through them.
struct EditedLandslides {
  /// In the grid's system; no ground is in two of them. Those as the machine drew them keep what is
  /// known of them; of the others only the outline, the id and what the analyst noted is known.
  std::vector<product::MapLandslide> landslides;
  std::vector<geo::Field> other_fields;
  std::size_t kept = 0;             ///< as the machine drew them
  std::size_t removed = 0;          ///< of the machine's
  std::size_t joined = 0;           ///< outlines that shared ground with others
  std::size_t repaired = 0;         ///< outlines that were not valid
  std::size_t without_polygon = 0;  ///< features left out
};

/// Reads the edited layer: `observed_event` (or as Copernicus EMS calls it), else the only layer of
/// polygons in `path`. Tells of all that had to be put right. Throws Error when the file is
/// unreadable, has no reference system, or nothing of it lies in the map.
EditedLandslides read_edited(const std::string& path, const MappedEvent& map, Reporter& reporter);

}  // namespace scarp::pipeline
