#pragma once

#include <string>
#include <vector>

#include "event/scene.h"

namespace scarp::event {

/// One look of a satellite at the area: the slices of one pass, in order of time.
struct Acquisition {
  std::vector<Scene> slices;

  Utc start() const { return slices.front().first_line; }
  Utc end() const { return slices.back().end; }
};

/// All looks from one direction: only these can be compared cell by cell.
struct Track {
  std::string pass;  ///< "ascending" or "descending"
  int relative_orbit = 0;
  std::string mode;
  std::string type;
  std::vector<Acquisition> before;  ///< the event, in order of time
  std::vector<Acquisition> after;

  bool complete() const { return !before.empty() && !after.empty(); }

  /// Whether any of its scenes is of no radar.
  bool any_simulated() const;

  /// "descending 46", for people.
  std::string label() const;

  /// "descending-046-iw-grdh", for files.
  std::string name() const;
};

/// Sorts scenes (in order of time) into tracks and sides. Slices of one pass follow each other
/// within minutes. A scene belongs to the side on which its first line lies.
std::vector<Track> group_tracks(const std::vector<Scene>& scenes, Utc event_time);

/// Of a scene that was processed twice, the one of the newer processor is kept.
void drop_older_processings(Acquisition& acquisition, Findings& findings);

/// Polarisations that all slices of all acquisitions of both sides have, VV and HH first.
std::vector<std::string> common_polarisations(const Track& track);
std::vector<std::string> common_polarisations(const std::vector<Acquisition>& side);

/// All scenes of a side.
std::vector<Scene> scenes_of(const std::vector<Acquisition>& side);

}  // namespace scarp::event
