#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/output_folder.h"
#include "core/run_record.h"
#include "event/plan.h"

// What a result of scarp map tells the next run into its folder.
namespace scarp::pipeline {

/// Facts of run.json.
inline constexpr const char* kBuildFact = "build";
inline constexpr const char* kInputsFact = "inputs_sha256";

/// Of what the files that a plan names are, by path, size and time of change. Throws Error for
/// those that are not there.
std::string inputs_sha256(const event::Plan& plan);

/// Notes down what the GeoPackage and the QGIS project in `out` hold, for edit_of(). Throws Error.
void record_as_written(const OutputFolder& out, RunRecord& record);

/// What someone changed in a result, and what to do about it.
struct Edit {
  std::string what;  ///< "landslides.gpkg was edited"
  std::string advice;
};

/// Whether the landslides in `folder`, the other layers of its GeoPackage or its QGIS project are
/// not as scarp wrote them. What is gone was not edited, and opening or saving the GeoPackage
/// unchanged is no edit. Throws Error.
std::optional<Edit> edit_of(const std::filesystem::path& folder);

/// Whether all files are there that the run record of `folder` lists.
bool has_all_outputs(const std::filesystem::path& folder);

}  // namespace scarp::pipeline
