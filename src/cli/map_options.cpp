#include "cli/map_options.h"

#include <fmt/format.h>

#include "cli/default_models.h"
#include "core/error.h"
#include "event/event_file.h"

namespace scarp::cli {
namespace {

void override(const std::string& given, std::string& value) {
  if (!given.empty()) value = given;
}

Utc time_of(const std::string& text) {
  constexpr std::size_t kWithMinutes = 16;  // 2018-09-05T18:07
  const auto time = Utc::parse(text);
  if (time && text.size() >= kWithMinutes) return *time;
  throw Error({time ? "the time of day is missing: scenes of that day would be sorted wrongly"
                    : fmt::format("'{}' is no time from 1970 to 2200", text),
               "--event-time", "Write it like 2018-09-05T18:07:59Z or 2018-09-06T03:07:59+09:00"},
              Fault::usage);
}

}  // namespace

event::Event event_of(const MapOptions& options) {
  event::Event event;
  if (!options.file.empty()) event = event::read_event(options.file);
  override(options.name, event.name);
  override(options.type, event.type);
  if (!options.time.empty()) event.time = time_of(options.time);
  override(options.area, event.area);
  if (!options.init.empty()) event.scenes = {options.init};
  if (!options.scenes.empty()) {
    event.scenes = options.scenes;
    event.before.clear();
    event.after.clear();
  }
  if (!options.models.empty()) event.models = options.models;
#ifdef SCARP_MODELS
  event.models = with_default_models(event.models);
#endif
  override(options.orbits, event.orbits);
  override(options.dem, event.dem);
  override(options.dem_datum, event.dem_datum);
  if (options.dem_no_data) event.dem_no_data = options.dem_no_data;
  override(options.water, event.water);
  override(options.inventory, event.inventory);
  override(options.interpreted_area, event.interpreted_area);
  event::MapChoices& choices = event.choices;
  if (options.resolution) choices.resolution = options.resolution;
  if (options.false_alarm_rate) choices.false_alarm_rate = *options.false_alarm_rate;
  if (options.min_area_ha) choices.min_area_ha = options.min_area_ha;
  override(options.tta, choices.tta);
  if (options.threshold) choices.threshold = options.threshold;
  if (options.screening_threshold) choices.screening_threshold = options.screening_threshold;
  return event;
}

void add_event_options(CLI::App& command, MapOptions& options) {
  const std::string group = "Event, over what the file says";
  const auto add = [&](const char* name, std::string& value, const char* help, const char* text) {
    command.add_option(name, value, help)->check(not_empty())->option_text(text)->group(group);
  };
  add("--name", options.name, "What to call it", "TEXT");
  add("--type", options.type, "earthquake, rain, …: for people", "TEXT");
  add("--event-time", options.time, "UTC, unless it has an offset: 2018-09-06T03:07:59+09:00",
      "TIME");
  add("--area", options.area, "west,south,east,north in degrees, or a file of polygons",
      "BOX | FILE");
  command
      .add_option("--scenes", options.scenes,
                  "Sentinel-1 GRD products, or folders of such: sorted by the time of the event")
      ->option_text("PATH ...")
      ->group(group);
  command
      .add_option("--model", options.models,
                  "Models, whose mean is taken; default: those that come with\n"
                  "scarp, trained on simulated events [change detection]")
      ->option_text("FILE ... | default")
      ->group(group);
  add("--orbits", options.orbits, "Orbit file (.EOF), or folder of such", "PATH");
  add("--dem", options.dem, "Terrain model, heights in m, 5 km beyond the area", "FILE");
  add_dem_no_data_option(command, options.dem_no_data)->group(group);
  command
      .add_option("--dem-datum", options.dem_datum,
                  "What its heights are measured from; auto: what the file says")
      ->transform(CLI::IsMember({"auto", "egm96", "egm2008", "ellipsoid"}, CLI::ignore_case))
      ->option_text("auto | egm96 | egm2008 | ellipsoid")
      ->group(group);
  command.add_option("--resolution", options.resolution, "Edge of a cell [10 m]")
      ->check(between(1e-6, 1e5))
      ->group(group);
  command
      .add_option("--false-alarm-rate", options.false_alarm_rate,
                  "Share of unchanged cells that may be flagged, before small regions are\n"
                  "dropped [5e-5]")
      ->check(between(1e-9, 0.2))
      ->group(group);
  command
      .add_option("--min-area", options.min_area_ha,
                  "Minimum mapping unit, ha [4 cells, 0.1 ha at the least]")
      ->check(between(0.0, 10000.0))
      ->group(group);
  add("--water", options.water, "Polygons, or a raster that is not 0 in water [estimated]", "FILE");
  add("--inventory", options.inventory, "Landslides that are known, to compare the map with",
      "FILE");
  add("--interpreted-area", options.interpreted_area, "Where someone looked for them", "FILE");
  command
      .add_option("--tta", options.tta,
                  "Models look at each patch flipped, or turned as well, too [none]")
      ->check(CLI::IsMember({"none", "flips", "d4"}))
      ->option_text("none | flips | d4")
      ->group(group);
  command
      .add_option("--threshold", options.threshold,
                  "Score of models from which on it is a landslide [the model's]")
      ->check(between(0.0, 1.0))
      ->group(group);
  command
      .add_option("--screening-threshold", options.screening_threshold,
                  "Score of models from which on it may be one [the model's]")
      ->check(between(0.0, 1.0))
      ->group(group);
}

}  // namespace scarp::cli
