#include "event/plan_json.h"

#include "event/event_json.h"

namespace scarp::event {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Scene& scene) {
  const sar::Identity& id = scene.identity;
  return {{"name", id.name},
          {"path", scene.path},
          {"satellite", id.satellite},
          {"start", scene.first_line.text()},
          {"end", scene.end.text()},
          {"absolute_orbit", id.absolute_orbit},
          {"ipf_version", id.ipf_version},
          {"polarisations", scene.polarisations},
          {"orbit", scene.orbit_source},
          {"orbit_file", scene.orbit_file}};
}

Json json_of(const std::vector<Acquisition>& side) {
  Json list = Json::array();
  for (const Acquisition& one : side) {
    Json slices = Json::array();
    for (const Scene& scene : one.slices) slices.push_back(json_of(scene));
    list.push_back(std::move(slices));
  }
  return list;
}

Json json_of(const PlannedTrack& planned) {
  const Track& track = planned.track;
  return {{"name", track.name()},
          {"pass", track.pass},
          {"relative_orbit", track.relative_orbit},
          {"mode", track.mode},
          {"type", track.type},
          {"polarisations", planned.polarisations},
          {"covers_share", planned.covers},
          {"before", json_of(track.before)},
          {"after", json_of(track.after)}};
}

}  // namespace

Json json_of(const Findings& findings) {
  Json list = Json::array();
  for (const Finding& one : findings) {
    list.push_back({{"severity", name_of(one.severity)},
                    {"what", one.what},
                    {"where", one.where},
                    {"advice", one.advice}});
  }
  return list;
}

Json json_of(const Plan& plan) {
  Json tracks = Json::array();
  for (const PlannedTrack& track : plan.tracks) tracks.push_back(json_of(track));
  Json json{{"event", json_of(plan.event)}, {"tracks", tracks}};
  json["findings"] = json_of(plan.findings);
  return json;
}

}  // namespace scarp::event
