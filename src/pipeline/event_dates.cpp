#include "pipeline/event_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/text.h"
#include "pipeline/geocode.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

Json grid_json(const event::Event& event) {
  const event::MapChoices& choices = event.choices;
  Json grid{{"crs", choices.crs}, {"area", event.area}};
  grid["resolution"] = choices.resolution ? Json(*choices.resolution) : Json("auto");
  // Of a box there is no file.
  if (!event::box_in(event.area)) grid["file"] = identity_of(event.area);
  return grid;
}

GeocodeOptions geocode_options(const event::Event& event, const event::PlannedTrack& planned,
                               const event::Acquisition& date, bool with_mask) {
  GeocodeOptions options;
  for (const event::Scene& slice : date.slices) options.scenes.push_back(slice.path);
  options.dem = event.dem;
  options.dem_no_data = event.dem_no_data;
  options.dem_datum = datum_named(event.dem_datum);
  options.orbit = event.orbits;
  options.polarisations = planned.polarisations;
  options.grid.crs = event.choices.crs;
  options.grid.area = event.area;
  options.grid.resolution = event.choices.resolution;
  options.layers.mask = with_mask;
  options.layers.incidence = with_mask;
  return options;
}

Json geocode_json(const event::Event& event, const event::PlannedTrack& planned,
                  const event::Acquisition& date, bool with_mask) {
  Json scenes = Json::array();
  for (const event::Scene& slice : date.slices) {
    Json scene{{"scene", identity_of(slice.path)}};
    if (!slice.orbit_file.empty()) scene["orbit"] = identity_of(slice.orbit_file);
    scenes.push_back(std::move(scene));
  }
  return {{"scenes", scenes},
          {"terrain", dem_json(event)},
          {"grid", grid_json(event)},
          {"polarisations", planned.polarisations},
          {"mask", with_mask}};
}

// Names of the files in a stage's folder that end so, sorted.
std::vector<std::string> files_ending(const fs::path& folder, const std::string& ending) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(ending)) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::optional<geo::VerticalDatum> datum_named(const std::string& name) {
  if (name == "ellipsoid") return geo::VerticalDatum::ellipsoid;
  if (name == "egm96") return geo::VerticalDatum::egm96;
  if (name == "egm2008") return geo::VerticalDatum::egm2008;
  return std::nullopt;
}

Json dem_json(const event::Event& event) {
  Json terrain{{"dem", identity_of(event.dem)}, {"datum", event.dem_datum}};
  if (event.dem_no_data) terrain["no_data"] = *event.dem_no_data;
  return terrain;
}

std::string geocode_name(const event::PlannedTrack& planned, const event::Acquisition& date) {
  const sar::Identity& id = date.slices.front().identity;
  return lower(fmt::format("geocode-{}-{}-{}", planned.track.name(), id.satellite,
                           date.start().compact_text()));
}

// The last date before the event stands for its track: layover and shadow hardly differ between
// dates, and more scenes from after the event must not change it.
std::vector<PlannedDate> dates_of(const event::PlannedTrack& planned) {
  const event::Track& track = planned.track;
  std::vector<PlannedDate> dates;
  for (const event::Acquisition& date : track.before) {
    dates.push_back({&date, false, &date == &track.before.back()});
  }
  for (const event::Acquisition& date : track.after) dates.push_back({&date, true, false});
  return dates;
}

GeocodedDate geocode(const event::Event& event, const event::PlannedTrack& planned,
                     const PlannedDate& date, const StageTools& tools) {
  const event::Acquisition& pass = *date.acquisition;
  const bool with_mask = date.with_mask;
  const std::string name = geocode_name(planned, pass);
  GeocodedDate result;
  result.start = pass.start().text();
  result.after = date.after;
  for (const event::Scene& slice : pass.slices) result.scenes.push_back(slice.identity.name);
  result.stage = tools.cache.run(name, geocode_json(event, planned, pass, with_mask),
                                 [&](OutputFolder& out, RunRecord& record) {
                                   run_geocode(geocode_options(event, planned, pass, with_mask),
                                               out, record, tools.threads, tools.reporter);
                                 });
  for (const std::string& polarisation : planned.polarisations) {
    const auto files =
        files_ending(result.stage.folder, fmt::format("-{}-g-lin.tif", lower(polarisation)));
    if (files.size() == 1) result.backscatter.push_back(files.front());
  }
  if (with_mask) {
    const auto masks = files_ending(result.stage.folder, "-dm.tif");
    if (masks.size() == 1) result.mask = masks.front();
  }
  return result;
}

std::vector<GeocodedDate> geocode_all(const event::Event& event, const event::PlannedTrack& planned,
                                      const StageTools& tools) {
  std::vector<GeocodedDate> dates;
  for (const PlannedDate& date : dates_of(planned)) {
    dates.push_back(geocode(event, planned, date, tools));
  }
  return dates;
}

}  // namespace scarp::pipeline
