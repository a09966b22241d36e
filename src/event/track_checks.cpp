#include "event/track_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>

namespace scarp::event {
namespace {

constexpr double kLargestGap_s = 0.1;  // as sar/slices.cpp has it

// "2.6 h", "3 min", "12 days".
std::string span_text(double seconds) {
  if (seconds < 60) return fmt::format("{:.0f} s", seconds);
  if (seconds < 3600) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 2 * 86400) return fmt::format("{:.1f} h", seconds / 3600);
  return fmt::format("{:.0f} days", seconds / 86400);
}

Findings check_side(const Scene& scene, Utc event_time) {
  if (scene.first_line < event_time && event_time < scene.end) {
    return {{Severity::error,
             fmt::format("was acquired from {} to {}, while the event happened",
                         scene.first_line.text(), scene.end.text()),
             scene.path, "Check the time of the event, which is in UTC, or leave the scene out"}};
  }
  const Side side = scene.first_line < event_time ? Side::before : Side::after;
  if (!scene.told || *scene.told == side) return {};
  const double apart_s = std::abs(seconds_between(event_time, scene.first_line));
  return {{Severity::error,
           fmt::format("is said to be from {} the event, but starts {} {} it, at {}",
                       name_of(*scene.told), span_text(apart_s), name_of(side),
                       scene.first_line.text()),
           scene.path, "Check the time of the event: UTC, unless it has an offset"}};
}

std::set<std::string> of_all(const Track& track, std::string (*value)(const Scene&)) {
  std::set<std::string> values;
  for (const auto* side : {&track.before, &track.after}) {
    for (const Scene& scene : scenes_of(*side)) values.insert(value(scene));
  }
  return values;
}

// Thermal noise is annotated otherwise from here on.
constexpr double kNewNoise = 2.9;

bool old_noise(const std::string& version) {
  return std::strtod(version.c_str(), nullptr) < kNewNoise;
}

// "IW GRDH before, EW GRDM after", of a pair of tracks that only differ in that.
const Track* other_mode(const Track& track, const std::vector<Track>& tracks) {
  for (const Track& other : tracks) {
    if (&other == &track || other.complete() || other.pass != track.pass) continue;
    if (other.relative_orbit == track.relative_orbit &&
        other.before.empty() != track.before.empty())
      return &other;
  }
  return nullptr;
}

}  // namespace

Findings check_sides(const std::vector<Scene>& scenes, Utc event_time) {
  Findings findings;
  for (const Scene& scene : scenes) append(check_side(scene, event_time), findings);
  return findings;
}

Findings check_whole(const std::vector<Scene>& scenes) {
  Findings findings;
  for (const Scene& scene : scenes) {
    if (scene.polarisations.empty()) {
      findings.push_back({Severity::error, "has no image", scene.path,
                          "The folder measurement is empty: download the product again"});
    } else if (!scene.missing.empty()) {
      findings.push_back({Severity::warning,
                          fmt::format("lacks {}", fmt::join(scene.missing, ", ")), scene.path,
                          "Download the product again"});
    }
  }
  return findings;
}

Findings check_complete(const std::vector<Track>& tracks) {
  Findings findings;
  bool any = false;
  std::string all;
  for (const Track& track : tracks) {
    any = any || track.complete();
    if (track.complete()) continue;
    const char* has = track.after.empty() ? "before" : "after";
    const Track* other = other_mode(track, tracks);
    std::string what = fmt::format("left out: has scenes only from {} the event", has);
    if (other != nullptr) {
      what += fmt::format(", in mode {} {}; on the other side they are {} {}", track.mode,
                          track.type, other->mode, other->type);
    }
    findings.push_back({Severity::warning, what, track.label(), ""});
    all += fmt::format("{}{} only {}", all.empty() ? "" : ", ", track.label(), has);
  }
  if (any) return findings;
  findings.push_back(
      {Severity::error,
       tracks.empty() ? "there is no scene of the area"
                      : fmt::format("no track has scenes on both sides of the event: {}", all),
       "scenes", "Give scenes of the same pass and relative orbit from before and from after"});
  return findings;
}

Findings check_gaps(const Track& track) {
  Findings findings;
  for (const auto* side : {&track.before, &track.after}) {
    for (const Acquisition& one : *side) {
      for (std::size_t i = 1; i < one.slices.size(); ++i) {
        const double gap_s = seconds_between(one.slices[i - 1].end, one.slices[i].first_line);
        if (std::abs(gap_s) <= kLargestGap_s) continue;
        findings.push_back(
            {Severity::error,
             gap_s > 0
                 ? fmt::format("{:.1f} s of the pass are missing between two "
                               "slices: {} and {}",
                               gap_s, one.slices[i - 1].identity.name, one.slices[i].identity.name)
                 : fmt::format("two slices overlap by {:.1f} s: {} and {}", -gap_s,
                               one.slices[i - 1].identity.name, one.slices[i].identity.name),
             track.label(), "Give the slice between them too, or one of the two"});
      }
    }
  }
  return findings;
}

Findings check_polarisations(const Track& track, const std::vector<std::string>& wanted) {
  if (!track.complete()) return {};
  const std::vector<std::string> common = common_polarisations(track);
  Findings findings;
  for (const std::string& name : wanted) {
    if (std::find(common.begin(), common.end(), name) != common.end()) continue;
    findings.push_back({Severity::error, fmt::format("not every scene has {}", name), track.label(),
                        "Ask for other polarisations, or leave scenes out"});
  }
  if (!wanted.empty()) return findings;
  const std::vector<std::string> before = common_polarisations(track.before);
  const std::vector<std::string> after = common_polarisations(track.after);
  if (common.empty()) {
    findings.push_back({Severity::error,
                        fmt::format("no polarisation is in all scenes (before {}, after {})",
                                    fmt::join(before, " "), fmt::join(after, " ")),
                        track.label(), "Leave out the scenes that differ"});
    return findings;
  }
  const auto all = of_all(track, [](const Scene& scene) {
    return fmt::format("{}", fmt::join(scene.polarisations, " "));
  });
  if (all.size() > 1) {
    findings.push_back({Severity::warning,
                        fmt::format("polarisations differ ({}): {} is used", fmt::join(all, "; "),
                                    fmt::join(common, " ")),
                        track.label(), "Leave out scenes that have fewer"});
  }
  return findings;
}

Findings check_processing(const Track& track) {
  if (!track.complete()) return {};
  Findings findings;
  const auto satellites = of_all(track, [](const Scene& s) { return s.identity.satellite; });
  if (satellites.size() > 1) {
    findings.push_back({Severity::note,
                        fmt::format("scenes of {} are compared, whose calibration differs a little",
                                    fmt::join(satellites, " and ")),
                        track.label(), ""});
  }
  const auto versions = of_all(track, [](const Scene& s) { return s.identity.ipf_version; });
  if (versions.size() < 2) return findings;
  const auto old = std::count_if(versions.begin(), versions.end(), old_noise);
  const bool mixed = old > 0 && old < static_cast<std::ptrdiff_t>(versions.size());
  findings.push_back(
      {mixed ? Severity::warning : Severity::note,
       fmt::format("scenes of different processors (IPF {}) are compared{}",
                   fmt::join(versions, ", "),
                   mixed ? ", which describe thermal noise differently: dark ground may seem to "
                           "have changed"
                         : ""),
       track.label(), mixed ? "Download the older scenes again if they were reprocessed" : ""});
  return findings;
}

Findings check_orbits(const Track& track, bool asked_for) {
  std::vector<std::string> annotated;
  for (const auto* side : {&track.before, &track.after}) {
    for (const Scene& scene : scenes_of(*side)) {
      if (scene.orbit_file.empty()) annotated.push_back(scene.identity.name);
    }
  }
  if (annotated.empty()) return {};
  if (!asked_for) {
    return {{Severity::note, "the orbits in the products are used, which are good to some metres",
             track.label(), ""}};
  }
  return {{Severity::warning,
           fmt::format("no orbit file covers {}: the orbit in the product is used",
                       fmt::join(annotated, ", ")),
           track.label(), "Add its POEORB or RESORB file"}};
}

}  // namespace scarp::event
