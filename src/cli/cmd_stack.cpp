#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/output_folder.h"
#include "core/text.h"
#include "stack/assemble.h"
#include "stack/stack_file.h"

namespace scarp::cli {
namespace {

struct StackOptions {
  CommonOptions common;
  std::vector<std::string> pre;
  std::vector<std::string> post;
  std::string dem;
  std::optional<double> dem_no_data;
  std::string bands;
  std::string like;
  std::optional<double> resolution;
  std::string crs;
  std::vector<std::string> masks;
  std::string units = "auto";
  std::string as = "power";
  bool measure_shift = false;
  bool correct_shift = false;
  std::string filter = "none";
  std::string out;
};

std::optional<BackscatterUnit> unit_of(const std::string& name) {
  return backscatter_unit(name == "db" ? "dB" : name);
}

std::vector<stack::SeriesArgument> parse(const std::vector<std::string>& texts) {
  std::vector<stack::SeriesArgument> arguments;
  for (const std::string& text : texts) arguments.push_back(stack::parse_series_argument(text));
  return arguments;
}

stack::AssembleOptions assemble_options(const StackOptions& options) {
  stack::AssembleOptions result;
  result.before = parse(options.pre);
  result.after = parse(options.post);
  result.units = unit_of(options.units);
  if (const auto unit = unit_of(options.as)) result.as = *unit;
  result.dem = options.dem;
  result.dem_no_data = options.dem_no_data;
  result.bands = options.bands;
  result.masks = options.masks;
  result.grid = {options.like, options.resolution, options.crs};
  if (options.measure_shift) result.shift = stack::ShiftHandling::measure;
  if (options.correct_shift) result.shift = stack::ShiftHandling::correct;
  result.multitemporal_filter = options.filter == "multitemporal";
  return result;
}

RunRecord record_of(const StackOptions& options) {
  RunRecord record("stack", options.common.hash);
  record.option("pre", options.pre);
  record.option("post", options.post);
  record.option("dem", options.dem);
  if (options.dem_no_data) record.option("dem_nodata", *options.dem_no_data);
  record.option("bands", options.bands);
  record.option("grid", options.like);
  record.option("resolution", options.resolution ? nlohmann::ordered_json(*options.resolution)
                                                 : nlohmann::ordered_json("auto"));
  record.option("crs", options.crs);
  record.option("mask", options.masks);
  record.option("units", options.units);
  record.option("as", options.as);
  record.option("measure_shift", options.measure_shift || options.correct_shift);
  record.option("correct_shift", options.correct_shift);
  record.option("filter", options.filter);
  return record;
}

const char* words(stack::ShiftOutcome outcome) {
  switch (outcome) {
    case stack::ShiftOutcome::corrected:
      return ": taken out";
    case stack::ShiftOutcome::not_significant:
      return ": left in, not significant";
    case stack::ShiftOutcome::below_limit:
      return ": left in, too short";
    case stack::ShiftOutcome::measured:
    case stack::ShiftOutcome::unknown:
      break;
  }
  return "";
}

// "VV_post1: 3.1 m east, -1.2 m north of VV_pre …", or that it is not known.
std::string words(const stack::MeasuredShift& measured) {
  const stack::Shift& shift = measured.shift;
  const std::string bands = fmt::format("{}", fmt::join(measured.bands, ", "));
  if (!shift.reliable()) return fmt::format("{}: shift unknown", bands);
  return fmt::format(
      "{}: {:+.2f} m east, {:+.2f} m north of {} ({:+.2f} columns, {:+.2f} rows, ± {:.2f}; "
      "correlation {:.2f}, {} of {} windows){}",
      bands, shift.east_m, shift.north_m, fmt::join(measured.against, ", "), shift.cols, shift.rows,
      shift.error_cells, shift.correlation, shift.windows_used, shift.windows_tried,
      words(measured.outcome));
}

void run(const StackOptions& options) {
  const stack::AssembleOptions job = assemble_options(options);
  Session session(options.common);
  RunRecord record = record_of(options);
  OutputFolder out(options.out, options.common.overwrite);
  const std::vector<stack::MeasuredShift> shifts =
      stack::assemble(job, out, record, session.threads, session.reporter);
  finish(out, record, session.reporter);
  for (const stack::MeasuredShift& shift : shifts) fmt::print("{}\n", words(shift));
  for (const char* name : {stack::kStackFile, stack::kStackMaskFile}) {
    fmt::print("{}\n", (out.path() / name).string());
  }
}

void add_inputs(CLI::App& command, StackOptions& options) {
  command
      .add_option("--pre", options.pre,
                  "Images before the event. BANDS like 3, 1-8 or 2,5, else all;\n"
                  "POL is VV, VH, HH or HV, else read from band description or file name")
      ->required()
      ->option_text("[POL=]FILE[:BANDS] ... (required)");
  command.add_option("--post", options.post, "Images after the event, likewise")
      ->required()
      ->option_text("[POL=]FILE[:BANDS] ... (required)");
  command.add_option("--out", options.out, "Folder for stack.tif and mask.tif")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  command.add_option("--dem", options.dem, "Terrain model, heights in m, for slope and height")
      ->check(not_empty())
      ->option_text("FILE");
  add_dem_no_data_option(command, options.dem_no_data);
  command
      .add_option("--mask", options.masks,
                  "Mask bits of other commands, or of your own: 0 good, 32 left out")
      ->check(not_empty())
      ->option_text("FILE ...");
}

void add_choices(CLI::App& command, StackOptions& options) {
  command
      .add_option("--bands", options.bands,
                  "BA_S is VV_pre,VV_post,slope; BAA_S is VV_pre,VV_post1,VV_post2,slope;\n"
                  "or a list of such names, with height too [all dates, and slope with --dem]")
      ->check(not_empty())
      ->option_text("BA_S | BAA_S | NAME,...");
  CLI::Option* like = command.add_option("--grid", options.like, "Raster whose cells to use")
                          ->check(not_empty())
                          ->option_text("FILE");
  command
      .add_option("--resolution", options.resolution,
                  "Cell size, in units of the reference system\n"
                  "[that of the first image, 10 m when it is in degrees]")
      ->check(between(1e-6, 10000.0))
      ->excludes(like);
  command
      .add_option("--crs", options.crs,
                  "Reference system like EPSG:32654, or auto: the UTM zone [of the first image]")
      ->check(not_empty())
      ->option_text("auto | CRS")
      ->excludes(like);
  command.add_option("--units", options.units, "Of the images; auto: from metadata, else power")
      ->transform(CLI::IsMember({"auto", "power", "amplitude", "db"}, CLI::ignore_case))
      ->option_text("auto | power | amplitude | db");
  command.add_option("--as", options.as, "Units of backscatter in the stack [power]")
      ->transform(CLI::IsMember({"power", "amplitude", "db"}, CLI::ignore_case))
      ->option_text("power | amplitude | db");
  command
      .add_option("--filter", options.filter,
                  "Of speckle, over the dates of each polarisation (Quegan & Yu 2001)")
      ->transform(CLI::IsMember({"none", "multitemporal"}, CLI::ignore_case))
      ->option_text("none | multitemporal");
  command.add_flag("--measure-shift", options.measure_shift,
                   "Measure how far each date lies off the first");
  command.add_flag("--correct-shift", options.correct_shift, "And move it back");
}

}  // namespace

void add_stack(CLI::App& app) {
  auto options = std::make_shared<StackOptions>();
  CLI::App* command = app.add_subcommand(
      "stack", "Bring radar images before and after an event, and slope, onto one grid");
  command->group("Commands");
  command->footer(
      "Terrain-corrected backscatter of one track, in any projection and resolution; the result\n"
      "is what networks are trained on and predict from. For example:\n\n"
      "  scarp stack --pre VV=pre.tif --post VV=post1.tif VV=post2.tif --dem dem.tif \\\n"
      "              --bands BAA_S --resolution 10 --crs auto --out stack");
  add_inputs(*command, *options);
  add_choices(*command, *options);
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
