#include "pipeline/event_map.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "core/memory.h"
#include "event/area.h"
#include "event/event_json.h"
#include "event/plan_json.h"
#include "pipeline/event_products.h"
#include "pipeline/event_stages.h"
#include "pipeline/fused_map.h"
#include "pipeline/map_evaluation.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

// Of unchanged cells, the share that screening may flag: more than delineation, never a tenth.
constexpr double kScreeningFactor = 20;
constexpr double kMostScreened = 0.05;

constexpr double kHardlySeen = 0.1;  // of the area

constexpr const char* kIdentityFact = "event_identity";

std::vector<std::string> polarisations_of(const event::Plan& plan) {
  std::vector<std::string> all;
  for (const char* name : {"VV", "HH", "VH", "HV"}) {
    const bool any = std::any_of(plan.tracks.begin(), plan.tracks.end(), [&](const auto& track) {
      const auto& names = track.polarisations;
      return std::find(names.begin(), names.end(), name) != names.end();
    });
    if (any) all.emplace_back(name);
  }
  return all;
}

// Of the models, as the predictions of the tracks noted them down. The map's are those of the first
// track; scores of tracks that other models mapped are moved to them.
void take_thresholds(FusionJob& job) {
  job.calibrated = true;
  for (const TrackMaps& maps : job.tracks) {
    const fs::path prediction = maps.prediction.value_or(fs::path());
    const Json summary = object_in(prediction / "summary.json");
    const double delineation = number_at(summary, "/delineation_threshold").value_or(0.5);
    if (job.track_thresholds.empty()) {
      job.thresholds = {delineation, number_at(summary, "/screening_threshold")};
    }
    job.track_thresholds.push_back(delineation);
    for (const std::string& one : texts_at(summary, "/model_warnings")) {
      const auto& told = job.model_warnings;
      if (std::find(told.begin(), told.end(), one) == told.end()) job.model_warnings.push_back(one);
    }
    job.calibrated = job.calibrated && fs::exists(prediction / "probability.tif");
  }
}

FusionJob fusion_job(const event::Plan& plan, std::vector<TrackMaps> tracks) {
  const event::MapChoices& choices = plan.event.choices;
  FusionJob job;
  job.tracks = std::move(tracks);
  job.polarisations = polarisations_of(plan);
  job.simulated = std::any_of(job.tracks.begin(), job.tracks.end(), [](const TrackMaps& maps) {
    return maps.planned.track.any_simulated();
  });
  job.rule.false_alarm_rate = choices.false_alarm_rate;
  job.dem = plan.event.dem;
  job.dem_no_data = plan.event.dem_no_data;
  job.water = plan.event.water;
  if (plan.area) job.area = plan.area->polygons;
  if (job.tracks.front().prediction) {
    job.rule.evidence = map::Evidence::model;
    take_thresholds(job);
    return job;
  }
  job.min_slope_deg = choices.min_slope_deg;
  const double screened = std::min(kScreeningFactor * choices.false_alarm_rate, kMostScreened);
  if (screened > choices.false_alarm_rate) {
    job.thresholds.screening = map::change_score(screened, choices.false_alarm_rate);
  }
  return job;
}

// What `scarp change` writes, but for what the stages keep for themselves.
void copy_first_look(const TrackMaps& maps, const OutputFolder& out) {
  for (const char* name : {"change.tif", "score.tif", "mask.tif", "landslides.gpkg", "summary.json",
                           "quicklook.png"}) {
    fs::copy_file(maps.change / name,
                  out.file(fmt::format("first-look/{}/{}", maps.planned.track.name(), name)));
  }
}

// The map against an inventory, as `scarp evaluate` has it. It costs little, and is made anew each
// time.
void evaluate(const event::Event& event, const FusionJob& job, OutputFolder& out, RunRecord& record,
              const StageTools& tools) {
  MapEvaluationOptions options;
  const std::string value = value_name(job);
  options.map_label = value + ".tif";
  options.map = out.file(options.map_label).string();
  options.reading.kind =
      value == "probability" ? eval::ScoreKind::probability : eval::ScoreKind::score;
  options.reading.threshold = job.thresholds.delineation;
  options.inventory = event.inventory;
  options.interpreted_area = event.interpreted_area;
  options.visibility = out.file("mask.tif").string();
  options.visibility_label = "mask.tif";
  options.folder = "evaluation";
  evaluate_map(options, out, record, tools.threads, tools.reporter);
}

// Folders of scenes have no hash; the stages made of their files do.
void record_inputs(const event::Plan& plan, RunRecord& record) {
  std::set<std::pair<std::string, std::string>> added;  // slices of a pass share an orbit
  const auto add = [&](const char* role, const std::string& path) {
    if (!path.empty() && added.emplace(role, path).second) record.input(role, path);
  };
  const event::Event& event = plan.event;
  add("event", event.file);
  for (const event::PlannedTrack& planned : plan.tracks) {
    for (const auto* side : {&planned.track.before, &planned.track.after}) {
      for (const event::Scene& scene : event::scenes_of(*side)) {
        add("scene", scene.path);
        add("orbit", scene.orbit_file);
      }
    }
  }
  for (const std::string& model : event.models) add("model", model);
  add("dem", event.dem);
  add("water", event.water);
  if (!event::box_in(event.area)) add("area", event.area);
  add("inventory", event.inventory);
  add("interpreted_area", event.interpreted_area);
}

void record_stages(const StageCache& cache, RunRecord& record, Reporter& reporter) {
  Json list = Json::array();
  for (const Stage& stage : cache.stages()) {
    list.push_back({{"name", stage.name},
                    {"reused", stage.reused},
                    {"seconds", stage.seconds},
                    {"key", stage.key}});
  }
  record.fact("stages", std::move(list));
  const std::vector<std::string> unused = cache.unused();
  if (!unused.empty()) {
    reporter.warn(
        fmt::format("{} hold stages that this map has no use for: {}. Remove them to save "
                    "space",
                    kStagesFolder, fmt::join(unused, ", ")));
  }
}

// A map of ground that was hardly seen looks like one without landslides.
void warn_of_blindness(const Json& summary, Reporter& reporter) {
  const double seen_m2 = number_at(summary, "/assessable_area_m2").value_or(0);
  const double blind_m2 = number_at(summary, "/not_assessable_area_m2").value_or(0);
  if (seen_m2 <= 0) {
    reporter.warn(
        "nothing of the area could be assessed: the map does not say that there are no "
        "landslides. mask.tif has the reasons");
  } else if (seen_m2 < kHardlySeen * (seen_m2 + blind_m2)) {
    reporter.warn(
        fmt::format("{:.1f} % of the area could be assessed: of the rest the map says "
                    "nothing. mask.tif has the reasons",
                    100 * seen_m2 / (seen_m2 + blind_m2)));
  }
}

}  // namespace

std::string event_identity(const event::Event& event) {
  return fmt::format("{}, {}", event.name, event.time ? event.time->text() : "");
}

std::optional<std::string> event_of_product(const std::string& folder) {
  const Json record = object_in(fs::path(folder) / kRunRecordName);
  if (text_at(record, "/command") != "map") return std::nullopt;
  const std::string identity = text_at(record, std::string("/facts/") + kIdentityFact);
  return identity.empty() ? std::nullopt : std::optional(identity);
}

void run_event_map(const EventMapOptions& options, OutputFolder& out, RunRecord& record,
                   ThreadPool& threads, Reporter& reporter, Communicator* ranks) {
  const event::Plan& plan = options.plan;
  record.fact(kIdentityFact, event_identity(plan.event));
  record.fact("plan", event::json_of(plan));
  record_inputs(plan, record);
  for (const event::Finding& one : plan.findings) {
    if (one.severity == event::Severity::warning) {
      reporter.warn(one.where.empty() ? one.what : fmt::format("{}: {}", one.where, one.what));
    }
  }
  StageCache cache(out.path() / kStagesFolder, options.hash, reporter);
  const StageTools tools{cache, threads, reporter};
  if (ranks != nullptr && !is_alone(*ranks)) {
    StageCache shared = cache;
    cache.set_made(share_track_stages(plan, options.models, {shared, threads, reporter}, *ranks));
  }
  std::vector<TrackMaps> tracks;
  for (const event::PlannedTrack& planned : plan.tracks) {
    tracks.push_back(run_track_stages(plan, planned, options.models, tools));
  }
  const FusionJob job = fusion_job(plan, std::move(tracks));
  FusedMap fused = fuse_tracks(job, out, threads, reporter);
  return_freed_memory();
  const Reporter::Stage stage(reporter, "Outlining", 1);
  warn_of_blindness(write_event_products({plan, job, fused, options.cems}, out), reporter);
  for (const TrackMaps& maps : job.tracks) copy_first_look(maps, out);
  if (!plan.event.inventory.empty()) evaluate(plan.event, job, out, record, tools);
  record_stages(cache, record, reporter);
}

void help_event_map(const EventMapOptions& options, const std::string& out, Communicator& ranks,
                    ThreadPool& threads, Reporter& reporter) {
  StageCache cache(fs::path(out) / kStagesFolder, options.hash, reporter);
  share_track_stages(options.plan, options.models, {cache, threads, reporter}, ranks);
}

}  // namespace scarp::pipeline
