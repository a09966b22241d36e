#pragma once

#include <optional>
#include <string>

#include "event/coverage.h"
#include "event/tracks.h"

namespace scarp::event {

/// Terrain so far around the area has to be known, for layover and shadow reach into it.
inline constexpr double kDemMargin_m = 5000;

/// Scenes that show nothing of the area are taken out.
Findings drop_scenes_elsewhere(const Area& area, std::vector<Scene>& scenes);

/// Places of the area that a track shows before and after the event.
Places compared_by(const Track& track, const Area& area);

/// What tracks leave unseen, each and together, and dates that show less than others.
Findings check_coverage(const std::vector<Track>& tracks, const Area& area);

/// What the terrain model leaves open; `no_data` is a gap besides what the file declares. One that
/// cannot be read is found by check_files.
Findings check_terrain(const std::string& dem, std::optional<double> no_data, const Area& area);

}  // namespace scarp::event
