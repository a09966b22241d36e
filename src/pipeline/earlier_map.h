#pragma once

#include <filesystem>
#include <string>

#include "event/plan.h"

// What a result of scarp map tells the next run into its folder.
namespace scarp::pipeline {

/// Facts of run.json.
inline constexpr const char* kBuildFact = "build";
inline constexpr const char* kInputsFact = "inputs_sha256";
inline constexpr const char* kLandslidesFact = "landslides_sha256";

/// Of the landslides in a GeoPackage: outlines, columns and values. Opening the file with another
/// program does not change it, editing does. Throws Error.
std::string landslides_sha256(const std::filesystem::path& package);

/// Of what the files that a plan names are, by path, size and time of change. Throws Error for
/// those that are not there.
std::string inputs_sha256(const event::Plan& plan);

/// Whether the GeoPackage in `folder` holds other landslides than scarp wrote: someone edited it.
/// One that is gone holds none.
bool was_edited(const std::filesystem::path& folder);

/// Whether all files are there that the run record of `folder` lists.
bool has_all_outputs(const std::filesystem::path& folder);

}  // namespace scarp::pipeline
