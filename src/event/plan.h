#pragma once

#include <optional>
#include <string>
#include <vector>

#include "event/area.h"
#include "event/event.h"
#include "event/tracks.h"

namespace scarp::event {

/// A track as it will be used.
struct PlannedTrack {
  Track track;  ///< with the dates that are used alone
  std::vector<std::string> polarisations;
  double covers = 0;  ///< share of the area seen on both sides of the event
};

/// What will be done for an event, and what is wrong with it.
struct Plan {
  Event event;
  std::optional<Area> area;  ///< empty: none that can be read was given
  std::vector<PlannedTrack> tracks;
  Findings findings;  ///< errors first
};

/// Looks at everything an event names, without computing anything on images. Throws only what the
/// system throws: what is wrong is a finding.
Plan make_plan(const Event& event);

/// Adds what somebody else found out, in its place.
void add_findings(Findings more, Plan& plan);

/// For reading: tracks and scenes as a table, then the findings.
std::string plan_text(const Plan& plan);

}  // namespace scarp::event
