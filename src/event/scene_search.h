#pragma once

#include <string>
#include <vector>

#include "event/event.h"
#include "event/scene.h"

namespace scarp::event {

/// Products at `path`: itself, or those in the folder and its sub-folders.
std::vector<std::string> find_products(const std::string& path);

/// All products that an event names, each once, in order of time. What cannot be read becomes a
/// finding: an error, or a note when it is no such product and only lay in the same folder.
std::vector<Scene> find_scenes(const Event& event, Findings& findings);

}  // namespace scarp::event
