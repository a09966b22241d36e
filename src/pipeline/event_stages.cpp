#include "pipeline/event_stages.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/shared_text.h"
#include "pipeline/first_look.h"
#include "pipeline/model_checks.h"
#include "stack/assemble.h"
#include "stack/shift.h"
#include "stack/stack_file.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

constexpr double kHectare_m2 = 10000;

// Stages that each track has.
constexpr const char* kStack = "stack";
constexpr const char* kFirstLook = "first-look";
constexpr const char* kBands = "bands";
constexpr const char* kPrediction = "prediction";

// Said by rank 0 where the others have to help, and nothing where they have not.
constexpr const char* kHelpWanted = "help";

std::string track_stage_name(const char* stage, const event::PlannedTrack& planned) {
  return fmt::format("{}-{}", stage, planned.track.name());
}

std::vector<stack::SeriesArgument> files_of(const std::vector<GeocodedDate>& dates, bool after) {
  std::vector<stack::SeriesArgument> arguments;
  for (const GeocodedDate& date : dates) {
    if (date.after != after) continue;
    for (const std::string& file : date.backscatter) arguments.push_back({"", file, {}});
  }
  return arguments;
}

Json keys_of(const std::vector<GeocodedDate>& dates) {
  Json keys = Json::array();
  for (const GeocodedDate& date : dates) keys.push_back(date.stage.key);
  return keys;
}

void tell_shifts(const std::vector<stack::MeasuredShift>& shifts, const std::string& label,
                 Reporter& reporter) {
  for (const stack::MeasuredShift& one : shifts) {
    const stack::Shift& shift = one.shift;
    if (one.outcome == stack::ShiftOutcome::unknown) continue;  // warned of
    const bool corrected = one.outcome == stack::ShiftOutcome::corrected;
    const std::string text =
        fmt::format("{}: {} lies {:+.1f} m east and {:+.1f} m north of {}: {}", label,
                    fmt::join(one.bands, ", "), shift.east_m, shift.north_m,
                    fmt::join(one.against, ", "), corrected ? "moved back" : name_of(one.outcome));
    if (corrected) {
      reporter.warn(text);
    } else {
      reporter.note(text);
    }
  }
}

Stage stack_dates(const event::Event& event, const event::PlannedTrack& planned,
                  const std::vector<GeocodedDate>& dates, const StageTools& tools) {
  const double limit = event.choices.shift_limit_cells;
  stack::AssembleOptions options;
  options.before = files_of(dates, false);
  options.after = files_of(dates, true);
  options.shift = stack::ShiftHandling::correct;
  options.least_correction_cells = limit;
  options.label = planned.track.label();
  for (const GeocodedDate& date : dates) {
    if (!date.mask.empty()) options.masks.push_back(date.mask);
  }
  return tools.cache.run(
      track_stage_name(kStack, planned), {{"dates", keys_of(dates)}, {"shift_limit_cells", limit}},
      [&](OutputFolder& out, RunRecord& record) {
        const auto shifts = stack::assemble(options, out, record, tools.threads, tools.reporter);
        tell_shifts(shifts, planned.track.label(), tools.reporter);
      });
}

// The bands of a stack that were acquired before or after the event.
std::vector<stack::SeriesArgument> bands_of(const fs::path& folder, bool after) {
  const stack::StackFile stack(folder);
  std::vector<stack::SeriesArgument> arguments;
  for (std::size_t i = 0; i < stack.bands().size(); ++i) {
    const dataset::Band& band = stack.bands()[i];
    const char* side = after ? "_post" : "_pre";
    if (band.polarisation.empty() || !band.name.starts_with(band.polarisation + side)) continue;
    arguments.push_back({band.polarisation, stack.raster().path(), {static_cast<int>(i) + 1}});
  }
  return arguments;
}

Stage look_first(const event::Event& event, const event::PlannedTrack& planned,
                 const Stage& stacked, const StageTools& tools) {
  const event::MapChoices& choices = event.choices;
  const Json depends_on{{"stack", stacked.key},
                        {"terrain", dem_json(event)},
                        {"false_alarm_rate", choices.false_alarm_rate},
                        {"min_area_ha", choices.min_area_ha ? Json(*choices.min_area_ha) : Json()},
                        {"min_slope_deg", choices.min_slope_deg}};
  return tools.cache.run(track_stage_name(kFirstLook, planned), depends_on,
                         [&](OutputFolder& out, RunRecord& record) {
                           FirstLookOptions options;
                           options.before = bands_of(stacked.folder, false);
                           options.after = bands_of(stacked.folder, true);
                           options.units = change::Units::power;
                           options.dem = event.dem;
                           options.dem_no_data = event.dem_no_data;
                           options.detection.false_alarm_rate = choices.false_alarm_rate;
                           options.min_slope_deg = choices.min_slope_deg;
                           options.warn_of_simulated = false;  // the plan did
                           if (choices.min_area_ha) {
                             options.min_area_m2 = *choices.min_area_ha * kHectare_m2;
                           }
                           run_first_look(options, out, record, tools.threads, tools.reporter);
                         });
}

// The bands that a model takes, but optional ones that the track lacks.
Stage stack_for_model(const event::Event& event, const event::PlannedTrack& planned,
                      const Stage& stacked, const model::Card& card, const StageTools& tools) {
  const std::vector<std::string> names = bands_for(planned, card);
  stack::AssembleOptions options;
  options.before = bands_of(stacked.folder, false);
  options.after = bands_of(stacked.folder, true);
  options.dem = event.dem;
  options.dem_no_data = event.dem_no_data;
  options.bands = fmt::format("{}", fmt::join(names, ","));
  options.masks = {(stacked.folder / stack::kStackMaskFile).string()};
  for (const dataset::Band& band : card.bands) {
    if (const auto unit = backscatter_unit(band.unit)) options.as = *unit;
  }
  return tools.cache.run(track_stage_name(kBands, planned),
                         {{"stack", stacked.key},
                          {"terrain", dem_json(event)},
                          {"bands", names},
                          {"unit", name_of(options.as)}},
                         [&](OutputFolder& out, RunRecord& record) {
                           stack::assemble(options, out, record, tools.threads, tools.reporter);
                         });
}

StackPredictionOptions prediction_options(const event::MapChoices& choices, const Stage& bands) {
  StackPredictionOptions options;
  options.stack = bands.folder;
  options.warn_of_simulated = false;  // the plan did
  if (choices.tta == "flips") options.augmentation = map::TestAugmentation::flips;
  if (choices.tta == "d4") options.augmentation = map::TestAugmentation::d4;
  options.delineation_threshold = choices.threshold;
  options.screening_threshold = choices.screening_threshold;
  if (choices.min_area_ha) options.min_area_m2 = *choices.min_area_ha * kHectare_m2;
  return options;
}

// Several ranks share the rows where this is rank 0; the others run help_prediction().
Stage predict(const event::Event& event, const event::PlannedTrack& planned, const Stage& bands,
              const EventModels& models, const StageTools& tools, Communicator* ranks = nullptr) {
  const event::MapChoices& choices = event.choices;
  const StackPredictionOptions options = prediction_options(choices, bands);
  Json files = Json::array();
  for (const ModelInUse& model : models.models) files.push_back(identity_of(model.path));
  const Json depends_on{{"bands", bands.key},
                        {"models", files},
                        {"arithmetic", models.arithmetic},
                        {"tta", choices.tta},
                        {"threshold", choices.threshold.value_or(-1)},
                        {"screening_threshold", choices.screening_threshold.value_or(-1)},
                        {"min_area_m2", options.min_area_m2.value_or(-1)}};
  bool asked = false;
  const auto ask = [&](const char* for_what) {
    if (ranks != nullptr && !std::exchange(asked, true)) text_of_first(*ranks, for_what);
  };
  const Stage stage = tools.cache.run(track_stage_name(kPrediction, planned), depends_on,
                                      [&](OutputFolder& out, RunRecord& record) {
                                        ask(kHelpWanted);
                                        run_stack_prediction(options, models.models, out, record,
                                                             tools.threads, tools.reporter, ranks);
                                      });
  ask("");  // the others wait to hear where it was there already, too
  return stage;
}

// Those that map the track, of which there is one, as the plan was checked.
EventModels models_of(const event::PlannedTrack& planned, const EventModels& models) {
  std::vector<const model::Card*> cards;
  for (const ModelInUse& model : models.models) cards.push_back(&model.card);
  EventModels chosen{{}, models.arithmetic};
  for (const std::size_t i : models_for(planned, cards)) chosen.models.push_back(models.models[i]);
  if (!chosen.models.empty()) return chosen;
  throw Error({fmt::format("no model has the bands of track {}", planned.track.label()),
               models.models.front().path, "Add scenes, or choose a model for fewer dates"});
}

// What ranks other than 0 do beside predict(), which says that no help is wanted where all is
// there.
void help_prediction(const event::Event& event, const Stage& bands, const EventModels& models,
                     const StageTools& tools, Communicator& ranks) {
  if (text_of_first(ranks, "") != kHelpWanted) return;
  help_stack_prediction(prediction_options(event.choices, bands), models.models, ranks,
                        tools.threads, tools.reporter);
}

// All stages of a track but prediction; the bands that models take, where there are any.
std::optional<Stage> run_before_prediction(const event::Plan& plan,
                                           const event::PlannedTrack& planned,
                                           const EventModels& models, const StageTools& tools,
                                           TrackMaps& maps) {
  const event::Event& event = plan.event;
  maps.planned = planned;
  maps.dates = geocode_all(event, planned, tools);
  for (const GeocodedDate& date : maps.dates) {
    if (!date.mask.empty()) maps.visibility = date.mask;
  }
  const Stage stacked = stack_dates(event, planned, maps.dates, tools);
  maps.stack = stacked.folder;
  maps.change = look_first(event, planned, stacked, tools).folder;
  if (models.models.empty()) return std::nullopt;
  const EventModels chosen = models_of(planned, models);
  return stack_for_model(event, planned, stacked, chosen.models.front().card, tools);
}

std::vector<std::string> stage_names(const event::Plan& plan) {
  std::vector<std::string> names;
  for (const event::PlannedTrack& planned : plan.tracks) {
    for (const PlannedDate& date : dates_of(planned)) {
      names.push_back(geocode_name(planned, *date.acquisition));
    }
    for (const char* stage : {kStack, kFirstLook, kBands, kPrediction}) {
      names.push_back(track_stage_name(stage, planned));
    }
  }
  return names;
}

// Seconds that stages took which were made, on whatever rank, by name.
std::map<std::string, double> made_by_all(const event::Plan& plan, const StageCache& cache,
                                          Communicator& ranks) {
  const std::vector<std::string> names = stage_names(plan);
  std::vector<double> seconds(names.size(), 0);
  for (const Stage& stage : cache.stages()) {
    if (stage.reused) continue;
    const auto at = std::find(names.begin(), names.end(), stage.name) - names.begin();
    seconds[static_cast<std::size_t>(at)] = std::max(stage.seconds, 1e-9);
  }
  ranks.sum(seconds.data(), seconds.size());
  std::map<std::string, double> made;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (seconds[i] > 0) made[names[i]] = seconds[i];
  }
  return made;
}

}  // namespace

TrackMaps run_track_stages(const event::Plan& plan, const event::PlannedTrack& planned,
                           const EventModels& models, const StageTools& tools) {
  TrackMaps maps;
  const auto bands = run_before_prediction(plan, planned, models, tools, maps);
  if (bands)
    maps.prediction =
        predict(plan.event, planned, *bands, models_of(planned, models), tools).folder;
  return maps;
}

std::map<std::string, double> share_track_stages(const event::Plan& plan, const EventModels& models,
                                                 const StageTools& tools, Communicator& ranks) {
  std::vector<std::pair<const event::PlannedTrack*, PlannedDate>> dates;
  for (const event::PlannedTrack& planned : plan.tracks) {
    for (const PlannedDate& date : dates_of(planned)) dates.emplace_back(&planned, date);
  }
  const Share to_geocode{ranks.new_share(), static_cast<std::int64_t>(dates.size())};
  while (const auto i = ranks.next_item(to_geocode)) {
    const auto& [planned, date] = dates[static_cast<std::size_t>(*i)];
    geocode(plan.event, *planned, date, tools);
  }
  ranks.barrier();
  TrackMaps maps;
  const Share to_stack{ranks.new_share(), static_cast<std::int64_t>(plan.tracks.size())};
  while (const auto i = ranks.next_item(to_stack)) {
    run_before_prediction(plan, plan.tracks[static_cast<std::size_t>(*i)], models, tools, maps);
  }
  ranks.barrier();
  for (const event::PlannedTrack& planned : plan.tracks) {
    const auto bands = run_before_prediction(plan, planned, models, tools, maps);
    if (!bands) continue;
    const EventModels chosen = models_of(planned, models);
    if (ranks.rank() == 0) {
      predict(plan.event, planned, *bands, chosen, tools, &ranks);
    } else {
      help_prediction(plan.event, *bands, chosen, tools, ranks);
    }
  }
  return made_by_all(plan, tools.cache, ranks);
}

}  // namespace scarp::pipeline
