#pragma once

#include <string>
#include <vector>

#include "core/utc.h"
#include "sim/event.h"
#include "sim/event_ground.h"

namespace scarp::sim {

/// One pass over the event, or the event seen at one incidence angle.
struct Series {
  const EventOptions& options;
  const EventGround& event;
  SceneOptions scene;
  std::vector<Utc> times;  ///< of all dates, or none
  std::string folder;      ///< of its files: "" or "ascending/"
  std::string pass;        ///< "ascending", "descending" or unknown
};

/// A second pass without times of its own comes twelve hours earlier before the event and twelve
/// later after it.
Series series_of(const EventOptions& options, const EventGround& event, const LookOptions* pass);

}  // namespace scarp::sim
