#include "event/file_checks.h"

#include <fmt/format.h>

#include "geo/file_content.h"

namespace scarp::event {
namespace {

void require(bool given, const char* what, const char* advice, Findings& findings) {
  if (!given)
    findings.push_back({Severity::error, fmt::format("no {} is given", what), "", advice});
}

void require_there(const char* key, const std::string& path, Findings& findings) {
  if (path.empty() || geo::kind_of(path) != geo::PathKind::absent) return;
  findings.push_back(
      {Severity::error, fmt::format("no such file, given as {}", key), path, "Check the path"});
}

void tell_idle(bool idle, const char* what, const char* key, Severity severity,
               Findings& findings) {
  if (idle) findings.push_back({severity, what, key, ""});
}

// Choices that change nothing, or not what one may think.
void check_idle(const Event& event, Findings& findings) {
  const MapChoices usual;
  tell_idle(!event.interpreted_area.empty() && event.inventory.empty(),
            "has no effect without an inventory", "interpreted_area", Severity::warning, findings);
  if (event.models.empty()) return;
  constexpr const char* kFirstLook = "with models it changes the first look alone, not the map";
  tell_idle(event.choices.false_alarm_rate != usual.false_alarm_rate, kFirstLook,
            "false_alarm_rate", Severity::note, findings);
  tell_idle(event.choices.min_slope_deg != usual.min_slope_deg, kFirstLook, "min_slope_deg",
            Severity::note, findings);
}

}  // namespace

Findings check_event(const Event& event) {
  Findings findings;
  require(event.time.has_value(), "time of the event",
          "Give it in UTC or with an offset: 2018-09-05T18:07:59Z", findings);
  require(!event.area.empty(), "area",
          "Give west, south, east, north in degrees, or a file of "
          "polygons",
          findings);
  require(!event.dem.empty(), "terrain model", "Give one in metres, as dem", findings);
  require(!(event.scenes.empty() && event.before.empty() && event.after.empty()), "scene",
          "Name a folder of Sentinel-1 GRD products, as scenes", findings);
  require_there("dem", event.dem, findings);
  require_there("orbits", event.orbits, findings);
  require_there("water", event.water, findings);
  require_there("inventory", event.inventory, findings);
  require_there("interpreted_area", event.interpreted_area, findings);
  for (const std::string& model : event.models) require_there("models", model, findings);
  check_idle(event, findings);
  return findings;
}

}  // namespace scarp::event
