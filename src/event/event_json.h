#pragma once

#include <nlohmann/json.hpp>

#include "event/event.h"

namespace scarp::event {

/// The effective values, by their keys in the event file.
nlohmann::ordered_json json_of(const Event& event);

}  // namespace scarp::event
