#pragma once

#include <filesystem>
#include <string>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"

namespace scarp::pipeline {

struct EditedMapOptions {
  std::string edited;         ///< GeoPackage or other file with the corrected landslides
  std::filesystem::path map;  ///< folder of the result of scarp map that was edited
  std::string dem;            ///< empty: that of the map
  bool cems = false;          ///< layer names of Copernicus EMS
};

/// The terrain model that is used.
std::string dem_of(const EditedMapOptions& options);

/// Makes a map anew of what an analyst made of its landslides: areas, areas by slope, class.tif,
/// GeoPackage, GeoJSON, summary, STAC item, QGIS project and picture go into `out`; the map's score
/// and mask are copied. What the machine had mapped stays beside it, as a layer and in the summary.
/// This is what `scarp map --from-edited` runs. Throws Error.
void run_edited_map(const EditedMapOptions& options, OutputFolder& out, RunRecord& record,
                    Reporter& reporter);

}  // namespace scarp::pipeline
