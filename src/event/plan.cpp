#include "event/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "event/age_checks.h"
#include "event/area_checks.h"
#include "event/coverage_checks.h"
#include "event/file_checks.h"
#include "event/scene_search.h"
#include "event/track_checks.h"

namespace scarp::event {
namespace {

void read_area_of(Plan& plan) {
  if (plan.event.area.empty()) return;
  try {
    plan.area = read_area(plan.event.area);
  } catch (const Error& error) {
    const Problem& problem = error.problem();
    plan.findings.push_back({Severity::error, problem.what,
                             problem.where.empty() ? plan.event.area : problem.where,
                             problem.advice});
  }
}

// Those nearest to the event.
void choose_dates(const MapChoices& choices, Track& track, Findings& findings) {
  const auto tell = [&](const Acquisition& one, const char* side) {
    findings.push_back({Severity::note,
                        fmt::format("left out: the pass of {}, farther from the event than the {} "
                                    "asked for",
                                    one.start().text(), side),
                        track.label(), ""});
  };
  const auto before = static_cast<std::size_t>(choices.dates_before);
  const auto after = static_cast<std::size_t>(choices.dates_after);
  while (track.before.size() > before) {
    tell(track.before.front(), "dates_before");
    track.before.erase(track.before.begin());
  }
  while (track.after.size() > after) {
    tell(track.after.back(), "dates_after");
    track.after.pop_back();
  }
}

std::vector<std::string> used_polarisations(const MapChoices& choices, const Track& track) {
  return choices.polarisations.empty() ? common_polarisations(track) : choices.polarisations;
}

// Puts together what there is of each track, and says what is wrong with it.
void plan_tracks(std::vector<Track> tracks, Utc event_time, Plan& plan) {
  const MapChoices& choices = plan.event.choices;
  append(check_complete(tracks), plan.findings);
  std::erase_if(tracks, [](const Track& track) { return !track.complete(); });
  for (Track& track : tracks) {
    for (auto* side : {&track.before, &track.after}) {
      for (Acquisition& one : *side) drop_older_processings(one, plan.findings);
    }
    choose_dates(choices, track, plan.findings);
    append(check_gaps(track), plan.findings);
    append(check_polarisations(track, choices.polarisations), plan.findings);
    append(check_processing(track), plan.findings);
    append(check_orbits(track, !plan.event.orbits.empty()), plan.findings);
    append(check_ages(track, event_time), plan.findings);
  }
  if (plan.area) append(check_coverage(tracks, *plan.area), plan.findings);
  for (Track& track : tracks) {
    const double covers =
        plan.area ? share(compared_by(track, *plan.area), places_of(*plan.area)) : 0;
    std::vector<std::string> polarisations = used_polarisations(choices, track);
    plan.tracks.push_back({std::move(track), std::move(polarisations), covers});
  }
}

Findings check_real(const std::vector<Scene>& scenes) {
  const auto count = std::count_if(scenes.begin(), scenes.end(),
                                   [](const Scene& scene) { return scene.identity.simulated; });
  if (count == 0) return {};
  return {{Severity::warning,
           fmt::format("{} of {} scenes are SIMULATED: no radar saw them, and their map is none of "
                       "a real event",
                       count, scenes.size()),
           "", ""}};
}

}  // namespace

Plan make_plan(const Event& event) {
  Plan plan{event, {}, {}, check_event(event)};
  read_area_of(plan);
  append(check_system(event.choices.crs), plan.findings);
  append(check_resolution(event.choices, plan.area), plan.findings);
  append(check_polygons("inventory", event.inventory, plan.area), plan.findings);
  append(check_polygons("interpreted_area", event.interpreted_area, plan.area), plan.findings);
  append(check_water(event.water, plan.area), plan.findings);
  if (plan.area) append(check_terrain(event.dem, event.dem_no_data, *plan.area), plan.findings);
  std::vector<Scene> scenes = find_scenes(event, plan.findings);
  append(check_whole(scenes), plan.findings);
  append(check_real(scenes), plan.findings);
  std::erase_if(scenes, [](const Scene& scene) { return scene.polarisations.empty(); });
  if (event.time) {
    append(check_event_time(*event.time), plan.findings);
    append(check_sides(scenes, *event.time), plan.findings);
    if (plan.area) append(drop_scenes_elsewhere(*plan.area, scenes), plan.findings);
    plan_tracks(group_tracks(scenes, *event.time), *event.time, plan);
  }
  add_findings({}, plan);
  return plan;
}

void add_findings(Findings more, Plan& plan) {
  append(std::move(more), plan.findings);
  std::stable_sort(plan.findings.begin(), plan.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
}

}  // namespace scarp::event
