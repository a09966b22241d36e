#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/communicator.h"
#include "event/plan.h"
#include "pipeline/event_dates.h"
#include "pipeline/stack_prediction.h"

namespace scarp::pipeline {

/// What the stages made of one track; files of its last stages.
struct TrackMaps {
  event::PlannedTrack planned;
  std::vector<GeocodedDate> dates;                  ///< in order of time
  std::filesystem::path stack;                      ///< folder: all dates, moved onto each other
  std::filesystem::path change;                     ///< folder of the first look
  std::optional<std::filesystem::path> prediction;  ///< folder, with a model
  std::string visibility;                           ///< mask of layover and shadow
};

/// What predicts, and in which numbers.
struct EventModels {
  std::vector<ModelInUse> models;  ///< empty: change detection
  std::string arithmetic;          ///< device and precision: results depend on them
};

/// Makes the stages of all tracks on several ranks, as far as they are not there: dates are
/// geocoded and tracks stacked each by one of them, rows predicted by all. Afterwards
/// run_track_stages() finds them. Returns the seconds of those that were made, by name. Collective;
/// the folder of the cache is the same on all ranks. Throws Error.
std::map<std::string, double> share_track_stages(const event::Plan& plan, const EventModels& models,
                                                 const StageTools& tools, Communicator& ranks);

/// Geocodes the dates of a track, brings them onto each other, looks for change and, with models,
/// predicts; as far as these stages are not there already. Throws Error.
TrackMaps run_track_stages(const event::Plan& plan, const event::PlannedTrack& planned,
                           const EventModels& models, const StageTools& tools);

}  // namespace scarp::pipeline
