#pragma once

#include <nlohmann/json.hpp>

#include "event/plan.h"

namespace scarp::event {

/// The plan for programs: event, tracks with their scenes, findings.
nlohmann::ordered_json json_of(const Plan& plan);

nlohmann::ordered_json json_of(const Findings& findings);

}  // namespace scarp::event
