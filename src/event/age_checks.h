#pragma once

#include "event/tracks.h"

namespace scarp::event {

/// Scenes of a complete track, of all dates that are used, so far from the event that much else
/// will have changed.
Findings check_ages(const Track& track, Utc event_time);

/// Times that no Sentinel-1 scene can be on both sides of.
Findings check_event_time(Utc event_time);

}  // namespace scarp::event
