#include <fmt/format.h>

#include <limits>
#include <memory>

#include "cli/command.h"
#include "cli/simulate_arguments.h"
#include "core/output_folder.h"
#include "sim/event.h"

namespace scarp::cli {
namespace {

void run(const SimulateOptions& options) {
  const sim::EventOptions event = event_of(options);
  Session session(options.common);
  RunRecord record("simulate", options.common.hash);
  record_event(record, options, event);
  OutputFolder out(options.out, options.common.overwrite);
  record.fact("landslides", sim::write_event(event, out, session.threads, session.reporter));
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
      "Generated hills or real ones, forest, farmland and water; terrain-corrected γ⁰ (linear\n"
      "power) with speckle, weather and farming. For trying scarp out, for tests and for "
      "training,\n"
      "never as evidence. For example:\n\n"
      "  scarp simulate --out event --landslides 60 --after 2\n"
      "  scarp simulate --out event --dem dem.tif --pass ascending,descending --cell 20 \\\n"
      "                 --event-time 2018-09-05T18:08 --before 3 --after 2");
  command
      ->add_option("--out", options->out,
                   "Folder to make, with pre_vv.tif, pre_vh.tif, post_vv.tif, post_vh.tif,\n"
                   "mask.tif, dem.tif, land_cover.tif and the landslides in truth.gpkg")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  command
      ->add_option("--size", options->size, "Rows and columns, cells; one number: as many of both")
      ->expected(1, 2)
      ->check(whole_between(64, 20000))
      ->option_text("INT:64 to 20000=512 ...");
  command->add_option("--cell", options->event.cell_m, "Cell size, m")
      ->check(between(1.0, 100.0))
      ->capture_default_str();
  add_event_options(*command, *options);
  command->add_option("--seed", options->event.seed, "Another seed is another event")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()))
      ->option_text(fmt::format("UINT={}", options->event.seed))
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
