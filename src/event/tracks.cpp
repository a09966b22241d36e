#include "event/tracks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "core/text.h"

namespace scarp::event {
namespace {

constexpr double kOnePass_s = 1200;  // from slice to slice; the next orbit is 5900 s later

auto key_of(const Track& track) {
  return std::tie(track.pass, track.relative_orbit, track.mode, track.type);
}

auto key_of(const Scene& scene) {
  const sar::Identity& id = scene.identity;
  return std::tie(id.pass, id.relative_orbit, id.mode, id.type);
}

Track& track_of(const Scene& scene, std::vector<Track>& tracks) {
  for (Track& track : tracks) {
    if (key_of(track) == key_of(scene)) return track;
  }
  const sar::Identity& id = scene.identity;
  return tracks.emplace_back(Track{id.pass, id.relative_orbit, id.mode, id.type, {}, {}});
}

bool continues(const Acquisition& acquisition, const Scene& scene) {
  const sar::Identity& last = acquisition.slices.back().identity;
  return last.satellite == scene.identity.satellite &&
         last.absolute_orbit == scene.identity.absolute_orbit &&
         seconds_between(acquisition.end(), scene.first_line) < kOnePass_s;
}

double overlap_s(const Scene& a, const Scene& b) {
  const Utc from = std::max(a.first_line, b.first_line);
  const Utc to = std::min(a.end, b.end);
  return seconds_between(from, to);
}

bool same_slice(const Scene& a, const Scene& b) {
  const double shorter =
      std::min(seconds_between(a.first_line, a.end), seconds_between(b.first_line, b.end));
  return overlap_s(a, b) > 0.5 * shorter;
}

double version(const Scene& scene) {
  return std::strtod(scene.identity.ipf_version.c_str(), nullptr);
}

}  // namespace

bool Track::any_simulated() const {
  const auto simulated = [](const Acquisition& one) {
    return std::any_of(one.slices.begin(), one.slices.end(),
                       [](const Scene& scene) { return scene.identity.simulated; });
  };
  return std::any_of(before.begin(), before.end(), simulated) ||
         std::any_of(after.begin(), after.end(), simulated);
}

std::string Track::label() const { return fmt::format("{} {}", pass, relative_orbit); }

std::string Track::name() const {
  return lower(fmt::format("{}-{:03d}-{}-{}", pass, relative_orbit, mode, type));
}

std::vector<Track> group_tracks(const std::vector<Scene>& scenes, Utc event_time) {
  std::vector<Track> tracks;
  for (const Scene& scene : scenes) {
    Track& track = track_of(scene, tracks);
    auto& side = scene.first_line < event_time ? track.before : track.after;
    if (!side.empty() && continues(side.back(), scene)) {
      side.back().slices.push_back(scene);
    } else {
      side.push_back({{scene}});
    }
  }
  std::sort(tracks.begin(), tracks.end(),
            [](const Track& a, const Track& b) { return key_of(a) < key_of(b); });
  return tracks;
}

void drop_older_processings(Acquisition& acquisition, Findings& findings) {
  std::vector<Scene> kept;
  for (Scene& scene : acquisition.slices) {
    if (kept.empty() || !same_slice(kept.back(), scene)) {
      kept.push_back(std::move(scene));
      continue;
    }
    Scene& other = kept.back();
    if (version(other) < version(scene)) std::swap(other, scene);
    findings.push_back({Severity::warning,
                        fmt::format("left out: the same slice as {}", other.identity.name),
                        scene.path, "Remove the one that is not wanted"});
  }
  acquisition.slices = std::move(kept);
}

std::vector<std::string> common_polarisations(const std::vector<Acquisition>& side) {
  std::vector<std::string> common;
  for (const char* name : {"VV", "HH", "VH", "HV"}) {
    const bool all = std::all_of(side.begin(), side.end(), [&](const Acquisition& acquisition) {
      return std::all_of(acquisition.slices.begin(), acquisition.slices.end(),
                         [&](const Scene& scene) {
                           const auto& names = scene.polarisations;
                           return std::find(names.begin(), names.end(), name) != names.end();
                         });
    });
    if (all && !side.empty()) common.emplace_back(name);
  }
  return common;
}

std::vector<std::string> common_polarisations(const Track& track) {
  std::vector<Acquisition> all = track.before;
  all.insert(all.end(), track.after.begin(), track.after.end());
  return common_polarisations(all);
}

std::vector<Scene> scenes_of(const std::vector<Acquisition>& side) {
  std::vector<Scene> scenes;
  for (const Acquisition& one : side) {
    scenes.insert(scenes.end(), one.slices.begin(), one.slices.end());
  }
  return scenes;
}

}  // namespace scarp::event
