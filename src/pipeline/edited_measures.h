#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/runs.h"
#include "pipeline/edited_layers.h"
#include "pipeline/fused_map.h"

namespace scarp::pipeline {

/// A terrain model, and the height that is none in it besides what the file declares.
struct TerrainFile {
  std::string path;
  std::optional<double> no_data;
};

/// What was measured on the way.
struct EditedMeasures {
  /// By slope class, and of unknown slope.
  std::array<double, kSlopeClasses_deg.size() + 1> landslide_m2{};
  double blind_landslide_m2 = 0;    ///< of landslides where the radar could not tell
  double outside_landslide_m2 = 0;  ///< of landslides outside of the area that was mapped
  Runs mask;
};

/// Measures the landslides that an analyst drew on the rasters of the map: areas by their outlines,
/// score, change and slope by the cells whose centres they hold; direction and tracks where the
/// analyst wrote none. Writes
/// class.tif: as of the map, but that what was drawn is landslide, and what was removed, with the
/// cells that touch it, is none; and quicklook.png where
/// the stack of the map is still there. Without a terrain model there slopes are not known, and
/// it is told. Throws Error.
EditedMeasures measure_edited(const MappedEvent& map, const TerrainFile& dem,
                              EditedLandslides& edited, const OutputFolder& out,
                              ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::pipeline
