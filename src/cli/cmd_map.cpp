#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/map_batch.h"
#include "cli/map_edited.h"
#include "cli/map_options.h"
#include "cli/map_report.h"
#include "cli/shard.h"
#include "cluster/session.h"
#include "core/error.h"
#include "core/json.h"
#include "event/event_json.h"
#include "event/event_template.h"
#include "event/plan.h"
#include "event/plan_json.h"
#include "pipeline/build_id.h"
#include "pipeline/earlier_map.h"
#include "pipeline/event_map.h"
#include "pipeline/model_checks.h"
#ifdef SCARP_MODELS
#include "cli/default_models.h"
#include "model/predict_file.h"
#include "model/weights.h"
#endif

namespace scarp::cli {
namespace {

std::size_t count_errors(const event::Findings& findings) {
  std::size_t count = 0;
  for (const event::Finding& one : findings) count += one.severity == event::Severity::error;
  return count;
}

void require_no_error(const event::Plan& plan) {
  const std::size_t count = count_errors(plan.findings);
  if (count == 0) return;
  throw Error({fmt::format("{} must be put right before a map can be made",
                           count == 1 ? "one thing" : fmt::format("{} things", count)),
               plan.event.file, ""});
}

void write_template(const MapOptions& options, const event::Plan& plan) {
  for (const event::Finding& one : plan.findings) {
    // What the file is there to be completed with.
    if (one.where.empty()) continue;
    fmt::print(stderr, "{}\n", event::text_of(one));
  }
  ResultFile out(options.out.empty() ? "event.toml" : options.out, options.common.overwrite);
  write_text(out.aside(), event::event_template(plan, out.path().parent_path().string()));
  out.commit();
  fmt::print("{}\n", out.path().string());
}

// What was found is told whole before anything is done.
void tell_errors(const event::Plan& plan) {
  for (const event::Finding& one : plan.findings) {
    if (one.severity != event::Severity::error) break;  // errors come first
    fmt::print(stderr, "{}\n", event::text_of(one));
  }
  require_no_error(plan);
}

// A result of the same event may be brought up to date.
bool may_replace(const MapOptions& options, const event::Plan& plan) {
  if (options.common.overwrite) return true;
  const auto earlier = pipeline::event_of_product(options.out);
  if (!earlier) return false;
  if (*earlier == pipeline::event_identity(plan.event)) {
    const auto edit = pipeline::edit_of(options.out);
    if (!edit) return true;
    throw Error({edit->what + " since it was made: another run would undo that", options.out,
                 edit->advice});
  }
  throw Error({fmt::format("holds the map of another event: {}", *earlier), options.out,
               "Try --overwrite, or choose another folder with --out"});
}

// What was edited meanwhile would be lost.
void require_not_edited_meanwhile(const MapOptions& options) {
  if (options.common.overwrite) return;
  const auto edit = pipeline::edit_of(options.out);
  if (!edit) return;
  throw Error(
      {edit->what + " while it was made anew: it stays as it is, and the new map is dropped",
       options.out, edit->advice});
}

/// Models at work.
struct UsedModels {
  pipeline::EventModels models;
#ifdef SCARP_MODELS
  std::vector<std::unique_ptr<model::Predictor>> predictors;
#endif
};

UsedModels used_models(const MapOptions& options, const event::Event& event, Session& session,
                       RunRecord& record) {
  UsedModels used;
#ifdef SCARP_MODELS
  const MakePredictor make = make_predictors(options.network, session, record);
  for (const std::string& path : event.models) {
    const model::Model model = model::read_model(path);
    used.predictors.push_back(make(path, model, model.card.scaling));
    used.models.models.push_back({path, model.card, used.predictors.back().get()});
  }
  used.models.arithmetic = fmt::format("{} {}", options.network.device, options.network.precision);
#else
  static_cast<void>(options), static_cast<void>(session), static_cast<void>(record);
  if (!event.models.empty()) {
    throw Error({"this scarp was built without anything to run models", "models",
                 "Leave them out for change detection"},
                Fault::usage);
  }
#endif
  return used;
}

void map_event(const MapOptions& options, const event::Plan& plan, Session& session,
               Communicator& ranks) {
  tell_errors(plan);
  RunRecord record("map", options.common.hash);
  const nlohmann::ordered_json values = event::json_of(plan.event);
  for (const auto& [key, value] : values.items()) record.option(key, value);
  record.option("cems", options.cems);
  OutputFolder out(options.out, may_replace(options, plan));
  ranks.barrier();  // the others may begin
  const std::string inputs = pipeline::inputs_sha256(plan);
  const UsedModels used = used_models(options, plan.event, session, record);
  pipeline::run_event_map({plan, used.models, options.cems, options.common.hash}, out, record,
                          session.threads, session.reporter, &ranks);
  record.fact(pipeline::kBuildFact, pipeline::build_id());
  record.fact(pipeline::kInputsFact, inputs);
  pipeline::record_as_written(out, record);
  write_map_report(record, session.reporter, out, session.threads);
  require_not_edited_meanwhile(options);
  finish(out, record, session.reporter);
  tell_map(out);
}

// What ranks other than 0 do, once that one has found nothing wrong.
void help_map(const MapOptions& options, Session& session, Communicator& ranks) {
  ranks.barrier();
  const event::Plan plan = event::make_plan(event_of(options));
  RunRecord unused("map", options.common.hash);
  const UsedModels used = used_models(options, plan.event, session, unused);
  pipeline::help_event_map({plan, used.models, options.cems, options.common.hash}, options.out,
                           ranks, session.threads, session.reporter);
}

// Models that cannot be read, or do not fit the scenes, belong to what is told before any work.
void check_models(event::Plan& plan) {
#ifdef SCARP_MODELS
  std::vector<pipeline::KnownModel> known;
  event::Findings findings;
  for (const std::string& path : plan.event.models) {
    if (!std::filesystem::exists(path)) continue;  // told of already
    try {
      known.push_back({path, model::read_model(path).card, !is_default_model(path)});
    } catch (const Error& error) {
      const Problem& problem = error.problem();
      findings.push_back({event::Severity::error, problem.what,
                          problem.where.empty() ? path : problem.where, problem.advice});
    }
  }
  event::append(pipeline::check_models(plan, known), findings);
  event::add_findings(std::move(findings), plan);
#else
  static_cast<void>(plan);
#endif
}

using Options = std::vector<const CLI::Option*>;

Options all_but(const std::set<std::string>& names, const CLI::App& command) {
  Options others;
  for (const CLI::Option* option : command.get_options()) {
    if (!names.contains(option->get_name())) others.push_back(option);
  }
  return others;
}

void require_not_given(const Options& without_effect) {
  for (const CLI::Option* option : without_effect) {
    if (option->count() == 0) continue;
    throw Error({"has no effect on a map that was edited", option->get_name(),
                 "Leave it out with --from-edited"},
                Fault::usage);
  }
}

// Whether the map of just this plan is there, or someone has edited it since.
bool is_finished(const MapOptions& options, const event::Plan& plan) {
  if (count_errors(plan.findings) > 0) return false;  // to be told
  if (pipeline::event_of_product(options.out) != pipeline::event_identity(plan.event)) return false;
  if (pipeline::edit_of(options.out)) return true;
  if (!pipeline::has_all_outputs(options.out)) return false;
  const nlohmann::ordered_json record =
      object_in(std::filesystem::path(options.out) / kRunRecordName);
  const auto fact = [&](const char* name) {
    return text_at(record, std::string("/facts/") + name);
  };
  if (fact(pipeline::kBuildFact) != pipeline::build_id()) return false;
  if (fact(pipeline::kInputsFact) != pipeline::inputs_sha256(plan)) return false;
  const auto member = [](const nlohmann::ordered_json& json, const std::string& name) {
    return json.is_object() ? json.value(name, nlohmann::ordered_json()) : nlohmann::ordered_json();
  };
  if (member(member(record, "facts"), "plan") != event::json_of(plan)) return false;
  nlohmann::ordered_json values = event::json_of(plan.event);
  values["cems"] = options.cems;
  const nlohmann::ordered_json made_with = member(record, "options");
  return std::all_of(values.items().begin(), values.items().end(),
                     [&](const auto& one) { return member(made_with, one.key()) == one.value(); });
}

void map_events(const MapOptions& options) {
  if (options.out.empty()) {
    throw Error({"is needed for maps", "--out", "Name a folder for the folders of the maps"},
                Fault::usage);
  }
  const auto map_file = [&](const std::string& file, const std::string& out) {
    MapOptions one = options;
    one.file = file;
    one.out = out;
    Session session(one.common);
    event::Plan plan = event::make_plan(event_of(one));
    check_models(plan);
    if (!one.common.overwrite && is_finished(one, plan)) {
      clear_up_finished(out);
      return BatchOutcome::as_it_was;
    }
    Alone alone;
    map_event(one, plan, session, alone);
    return BatchOutcome::mapped;
  };
  if (options.shard.empty()) {
    return map_batch({options.batch, options.out, map_file}, cluster::join());
  }
  cluster::require_joined();
  map_part({options.batch, options.out, map_file}, shard_of(options.shard));
}

void run(const MapOptions& options) {
  if (!options.batch.empty()) return map_events(options);
  if (!options.from_edited.empty()) {
    return map_edited({options.from_edited, options.edited_map, options.dem, options.dem_no_data,
                       options.inventory, options.interpreted_area, options.out, options.cems},
                      options.common);
  }
  if (options.file.empty() && options.init.empty() && options.scenes.empty()) {
    throw Error({"an event file or --scenes is needed", "scarp map",
                 "scarp map --init FOLDER --event-time T makes a file to start from"},
                Fault::usage);
  }
  const bool maps = options.init.empty() && !options.plan && !options.out.empty();
  Alone alone;
  Communicator& ranks = maps ? cluster::join() : alone;
  Session session(options.common);
  if (ranks.rank() != 0) return help_map(options, session, ranks);
  event::Plan plan = event::make_plan(event_of(options));
  check_models(plan);
  if (!options.init.empty()) return write_template(options, plan);
  if (options.plan) {
    fmt::print("{}", options.json ? event::json_of(plan).dump(2) + "\n" : event::plan_text(plan));
    return require_no_error(plan);
  }
  if (options.out.empty())
    throw Error({"is needed for a map", "--out", "Name a folder, or give --plan"}, Fault::usage);
  map_event(options, plan, session, ranks);
}

void add_single_map_options(CLI::App& command, MapOptions& options) {
  command.add_option("event", options.file, "Event file (TOML)")
      ->check(not_empty())
      ->option_text("EVENT.toml");
  command.add_option("--out", options.out, "Folder for the result; with --init: the file")
      ->check(not_empty())
      ->option_text("FOLDER");
  command.add_flag("--plan", options.plan, "Say what would be done and what is wrong, and stop");
  command.add_flag("--json", options.json, "With --plan: for programs")->needs("--plan");
  command.add_option("--init", options.init, "Write an event file for the scenes of a folder")
      ->check(not_empty())
      ->option_text("FOLDER");
}

void add_batch_options(CLI::App& command, MapOptions& options) {
  command
      .add_option("--batch", options.batch,
                  "Map all event files of a folder, each into a folder of its name in --out;\n"
                  "maps that are finished are kept as they are")
      ->check(not_empty())
      ->option_text("FOLDER")
      ->excludes("event", "--plan", "--init");
  add_shard_option(command, options.shard,
                   "With --batch: map one part of the events, beside other starts:\n"
                   "docs/cluster.md")
      ->needs("--batch");
}

void add_edit_options(CLI::App& command, MapOptions& options) {
  command
      .add_option("--from-edited", options.from_edited,
                  "Make the map anew of the landslides that someone corrected: areas, summary,\n"
                  "GeoJSON, STAC item, project and report")
      ->check(not_empty())
      ->option_text("FILE")
      ->excludes("event", "--plan", "--init", "--batch");
  command
      .add_option("--map", options.edited_map,
                  "With --from-edited: the map that was corrected [the folder of the file]")
      ->check(not_empty())
      ->option_text("FOLDER")
      ->needs("--from-edited");
}

}  // namespace

void add_map(CLI::App& app) {
  auto options = std::make_shared<MapOptions>();
  CLI::App* command =
      app.add_subcommand("map", "Map the landslides of an event, from scenes to product");
  command->group("Commands");
  command->footer(
      "An event file says what happened, where and when, and what there is to map it from; all of\n"
      "it is checked before any work. For example:\n\n"
      "  scarp map --init scenes/ --event-time 2018-09-05T18:07:59Z --dem dem.tif\n"
      "  scarp map event.toml --plan\n"
      "  scarp map event.toml --out map");
  add_single_map_options(*command, *options);
  add_batch_options(*command, *options);
  command->add_flag("--cems", options->cems,
                    "Name layers as Copernicus EMS Rapid Mapping does: observedEventA, …");
  add_edit_options(*command, *options);
  add_event_options(*command, *options);
#ifdef SCARP_MODELS
  add_network_options(*command, options->network);
#endif
  const Options not_of_edited =
      all_but({"--help", "--out", "--cems", "--from-edited", "--map", "--dem", "--dem-nodata",
               "--inventory", "--interpreted-area"},
              *command);
  add_common_options(*command, options->common);
  add_memory_option(*command, options->common);
  command->callback([options, not_of_edited] {
    if (!options->from_edited.empty()) require_not_given(not_of_edited);
    run(*options);
  });
}

}  // namespace scarp::cli
