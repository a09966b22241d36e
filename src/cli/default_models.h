#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace scarp::cli {

/// Where the models that come with scarp lie: ../share/scarp/models from the program's folder.
std::filesystem::path default_models_folder();

/// The files that `models` means: "default" stands for all that come with scarp, the one for the
/// most dates first. Throws Error where these are not there.
std::vector<std::string> with_default_models(const std::vector<std::string>& models);

/// Whether a file is one of these.
bool is_default_model(const std::string& path);

}  // namespace scarp::cli
