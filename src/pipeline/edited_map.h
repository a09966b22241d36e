#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "pipeline/edited_evaluation.h"

namespace scarp::pipeline {

struct EditedMapOptions {
  std::string edited;                 ///< GeoPackage or other file with the corrected landslides
  std::filesystem::path map;          ///< folder of the result of scarp map that was edited
  std::string dem;                    ///< empty: that of the map
  std::optional<double> dem_no_data;  ///< a gap besides what the file declares; empty: as the map
  std::string inventory;              ///< to compare it with; empty: that of the map, if it had one
  std::string interpreted_area;
  bool cems = false;  ///< layer names of Copernicus EMS; else those of the map
};

/// The terrain model that is used, and the height that is none in it.
std::string dem_of(const EditedMapOptions& options);
std::optional<double> dem_no_data_of(const EditedMapOptions& options);

/// The inventory that it is compared with; empty: none. That of the map only if it is still there.
KnownLandslides known_landslides_of(const EditedMapOptions& options);

/// Makes a map anew of what an analyst made of its landslides: areas, areas by slope, class.tif,
/// GeoPackage, GeoJSON, summary, STAC item, QGIS project and picture go into `out`; the map's score
/// and mask are copied. With an inventory both are compared with it. What the machine had mapped
/// stays beside it, as a layer and in the summary. This is what `scarp map --from-edited` runs.
/// Throws Error.
void run_edited_map(const EditedMapOptions& options, OutputFolder& out, RunRecord& record,
                    ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::pipeline
