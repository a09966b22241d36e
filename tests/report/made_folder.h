#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/window.h"

namespace scarp::test {

/// A folder as scarp change leaves it, small: two landslides (0.12 ha and 0.36 ha), a blind area,
/// and in its sub-folder `scenes` the images and the terrain that run.json names.
void make_map_folder(const std::filesystem::path& folder, Size size = {60, 80});

/// Changes a JSON file.
void edit_json(const std::filesystem::path& path,
               const std::function<void(nlohmann::ordered_json&)>& edit);

}  // namespace scarp::test
