#pragma once

#include "event/event.h"
#include "event/finding.h"

namespace scarp::event {

/// What an event lacks, and files it names that are not there.
Findings check_event(const Event& event);

}  // namespace scarp::event
