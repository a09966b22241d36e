#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/output_folder.h"
#include "sim/event.h"

namespace scarp::cli {
namespace {

struct SimulateOptions {
  CommonOptions common;
  std::string out;
  sim::EventOptions event;
};

RunRecord record_of(const SimulateOptions& options) {
  const sim::EventOptions& event = options.event;
  RunRecord record("simulate", options.common.hash);
  record.option("size", event.size);
  record.option("cell", event.cell_m);
  record.option("before", event.before);
  record.option("after", event.after);
  record.option("landslides", event.landslides);
  record.option("looks", event.looks);
  record.option("seed", event.seed);
  return record;
}

void run(const SimulateOptions& options) {
  Session session(options.common);
  RunRecord record = record_of(options);
  OutputFolder out(options.out, options.common.overwrite);
  record.fact("landslides",
              sim::write_event(options.event, out, session.threads, session.reporter));
  finish(out, record, session.reporter);
  fmt::print("{}\n", out.path().string());
}

}  // namespace

void add_simulate(CLI::App& app) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command = app.add_subcommand(
      "simulate", "Make radar images before and after an invented landslide event, with the truth");
  command->group("Commands");
  command->footer(
      "Generated hills, forest, farmland and water; terrain-corrected γ⁰ (linear power) with\n"
      "speckle, weather and farming. For trying scarp out and for tests, never as evidence.\n"
      "For example:\n\n"
      "  scarp simulate --out event --landslides 60 --after 2");
  command
      ->add_option("--out", options->out,
                   "Folder to make, with pre_vv.tif, pre_vh.tif, post_vv.tif, post_vh.tif,\n"
                   "dem.tif and the landslides themselves in truth.gpkg")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  command->add_option("--size", options->event.size, "Rows and columns, cells")
      ->check(whole_between(64, 20000))
      ->capture_default_str();
  command->add_option("--cell", options->event.cell_m, "Cell size, m")
      ->check(between(1.0, 100.0))
      ->capture_default_str();
  command->add_option("--before", options->event.before, "Dates before the event")
      ->check(whole_between(1, 100))
      ->capture_default_str();
  command->add_option("--after", options->event.after, "Dates after the event")
      ->check(whole_between(1, 100))
      ->capture_default_str();
  command->add_option("--landslides", options->event.landslides, "Landslides to place")
      ->check(whole_between(0, 100000))
      ->capture_default_str();
  command->add_option("--looks", options->event.looks, "Looks of the speckle")
      ->check(between(0.5, 1000.0))
      ->capture_default_str();
  command->add_option("--seed", options->event.seed, "Another seed is another event")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()))
      ->option_text(fmt::format("UINT={}", options->event.seed))
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
