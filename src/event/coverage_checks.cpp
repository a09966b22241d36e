#include "event/coverage_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace scarp::event {
namespace {

constexpr double kWhole = 0.999;  // the lattice of places is coarse
constexpr double kMuchLess = 0.9;

Places either(const Places& a, const Places& b) {
  Places result = a;
  for (std::size_t i = 0; i < result.values().size(); ++i) result.values()[i] |= b.values()[i];
  return result;
}

// A date that leaves open what others show.
Findings check_dates(const Track& track, const Area& area, const Places& whole) {
  Findings findings;
  const double most = share(compared_by(track, area), whole);
  for (const auto* side : {&track.before, &track.after}) {
    for (const Acquisition& one : *side) {
      const double shown = share(seen_by(one.slices, area), whole);
      if (shown >= kMuchLess * most) continue;
      findings.push_back({Severity::warning,
                          fmt::format("the pass of {} shows {} of the area only",
                                      one.start().text(), percent(shown)),
                          track.label(), "Add its missing slices, or leave it out"});
    }
  }
  return findings;
}

}  // namespace

Findings drop_scenes_elsewhere(const Area& area, std::vector<Scene>& scenes) {
  Findings findings;
  const Places whole = places_of(area);
  std::erase_if(scenes, [&](const Scene& scene) {
    if (share(seen_by({scene}, area), whole) > 0) return false;
    findings.push_back(
        {scene.told ? Severity::error : Severity::note,
         scene.told ? "shows nothing of the area" : "left out: shows nothing of the area",
         scene.path, scene.told ? "Check the area, or leave the scene out" : ""});
    return true;
  });
  return findings;
}

Places compared_by(const Track& track, const Area& area) {
  return both(seen_by(scenes_of(track.before), area), seen_by(scenes_of(track.after), area));
}

Findings check_coverage(const std::vector<Track>& tracks, const Area& area) {
  Findings findings;
  const Places whole = places_of(area);
  Places together(whole.size());
  for (const Track& track : tracks) {
    const Places seen = compared_by(track, area);
    together = either(together, seen);
    const double shown = share(seen, whole);
    if (shown < kWhole) {
      findings.push_back(
          {Severity::warning,
           fmt::format("covers {} of the area on both sides of the event", percent(shown)),
           track.label(), "Add the neighbouring slices of its passes"});
    }
    append(check_dates(track, area, whole), findings);
  }
  if (tracks.empty()) return findings;
  const double shown = share(together, whole);
  if (shown == 0) {
    findings.push_back({Severity::error, "no place of the area is seen before and after the event",
                        "scenes", "Check the area, or add scenes"});
  } else if (shown < kWhole && tracks.size() > 1) {
    findings.push_back({Severity::warning,
                        fmt::format("all tracks together cover {} of the area", percent(shown)),
                        "scenes", "The rest will be marked as not assessable"});
  }
  return findings;
}

Findings check_terrain(const std::string& dem, std::optional<double> no_data, const Area& area) {
  if (dem.empty()) return {};
  try {
    const geo::Dem model(dem, no_data);
    const Places inside = with_heights(model, area, 0);
    const Places around = with_heights(model, area, kDemMargin_m);
    const Places all(inside.size(), 1);
    const double covered = share(inside, all);
    if (covered == 0) {
      return {{Severity::error, "has no heights in the area", dem,
               "Give a terrain model that covers the area and 5 km around it"}};
    }
    if (covered < 1) {
      return {{Severity::warning,
               fmt::format("has heights for {} of the area's box: there will be no data elsewhere",
                           percent(covered)),
               dem, "Give one that covers the area and 5 km around it; fill the sea with 0"}};
    }
    if (share(around, all) < 1) {
      return {{Severity::warning,
               "does not cover 5 km around the area: layover and shadow from there are overlooked",
               dem, "Give a larger one"}};
    }
    return {};
  } catch (const Error& error) {
    const Problem& problem = error.problem();
    return {{Severity::error, problem.what, problem.where.empty() ? dem : problem.where,
             problem.advice}};
  }
}

}  // namespace scarp::event
