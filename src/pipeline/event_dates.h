#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/thread_pool.h"
#include "event/plan.h"
#include "geo/geoid.h"
#include "pipeline/stage_cache.h"

// The dates of an event's tracks, and the stages that geocode them.
namespace scarp::pipeline {

/// Geocoded files of one acquisition.
struct GeocodedDate {
  std::string start;  ///< UTC
  bool after = false;
  std::vector<std::string> scenes;  ///< names of its slices
  Stage stage;
  std::vector<std::string> backscatter;  ///< by polarisation
  std::string mask;                      ///< of the date that stands for its track, else empty
};

/// A date of a track, and what is made of it.
struct PlannedDate {
  const event::Acquisition* acquisition = nullptr;
  bool after = false;
  bool with_mask = false;
};

/// What all stages work with.
struct StageTools {
  StageCache& cache;
  ThreadPool& threads;
  Reporter& reporter;
};

/// "egm96" and so on; nothing for "auto".
std::optional<geo::VerticalDatum> datum_named(const std::string& name);

/// The terrain model of an event, for the keys of stages. Throws Error where it is not there.
nlohmann::ordered_json dem_json(const event::Event& event);

/// Of the stage of a date.
std::string geocode_name(const event::PlannedTrack& planned, const event::Acquisition& date);

/// In order of time; they point into `planned`.
std::vector<PlannedDate> dates_of(const event::PlannedTrack& planned);

/// Geocodes a date, unless that is there already. Throws Error.
GeocodedDate geocode(const event::Event& event, const event::PlannedTrack& planned,
                     const PlannedDate& date, const StageTools& tools);
std::vector<GeocodedDate> geocode_all(const event::Event& event, const event::PlannedTrack& planned,
                                      const StageTools& tools);

}  // namespace scarp::pipeline
