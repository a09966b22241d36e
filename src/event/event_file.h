#pragma once

#include <string>

#include "event/event.h"

namespace scarp::event {

/// Reads what docs/map.md describes. Relative paths are relative to the file. Throws Error (wrong
/// use), with file and line, for unknown keys and values that make no sense; whether files exist is
/// for the checks to say.
Event read_event(const std::string& path);

}  // namespace scarp::event
