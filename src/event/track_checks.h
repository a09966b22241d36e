#pragma once

#include "event/tracks.h"

// What can be wrong with the scenes of an event by their metadata. Each check is a function from
// what is known to what it found.
namespace scarp::event {

/// Scenes on another side of the event than the user put them, and scenes taken while it happened.
Findings check_sides(const std::vector<Scene>& scenes, Utc event_time);

/// Files that products lack.
Findings check_whole(const std::vector<Scene>& scenes);

/// Tracks with scenes on one side only, which are of no use.
Findings check_complete(const std::vector<Track>& tracks);

/// Slices of one pass with a gap between them.
Findings check_gaps(const Track& track);

/// Polarisations (`wanted`, or all) that not all scenes of a complete track have.
Findings check_polarisations(const Track& track, const std::vector<std::string>& wanted);

/// Satellites and processors that differ within a complete track.
Findings check_processing(const Track& track);

/// Orbit files that were asked for and are not there.
Findings check_orbits(const Track& track, bool asked_for);

}  // namespace scarp::event
