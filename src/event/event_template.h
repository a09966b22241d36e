#pragma once

#include <string>

#include "event/plan.h"

namespace scarp::event {

/// The content of an event file for what a plan found, with comments that explain each key. Paths
/// become relative to `folder`, where the file will lie. Without an area it proposes the box that
/// all scenes show.
std::string event_template(const Plan& plan, const std::string& folder);

}  // namespace scarp::event
