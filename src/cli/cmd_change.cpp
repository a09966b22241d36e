#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/output_folder.h"
#include "pipeline/first_look.h"

namespace scarp::cli {
namespace {

constexpr double kHectare_m2 = 10000;

struct ChangeOptions {
  CommonOptions common;
  std::vector<std::string> pre;
  std::vector<std::string> post;
  std::string dem;
  std::optional<double> dem_no_data;
  std::string out;
  std::string units = "auto";
  double false_alarm_rate = change::Options{}.false_alarm_rate;
  std::optional<double> min_area_ha;
  std::optional<double> looks;
  double min_slope_deg = pipeline::FirstLookOptions{}.min_slope_deg;
};

std::optional<change::Units> units_of(const std::string& name) {
  if (name == "power") return change::Units::power;
  if (name == "amplitude") return change::Units::amplitude;
  if (name == "db") return change::Units::decibel;
  return std::nullopt;
}

std::vector<stack::SeriesArgument> parse(const std::vector<std::string>& texts) {
  std::vector<stack::SeriesArgument> arguments;
  for (const std::string& text : texts) arguments.push_back(stack::parse_series_argument(text));
  return arguments;
}

pipeline::FirstLookOptions first_look_options(const ChangeOptions& options) {
  pipeline::FirstLookOptions result;
  result.before = parse(options.pre);
  result.after = parse(options.post);
  result.units = units_of(options.units);
  result.dem = options.dem;
  result.dem_no_data = options.dem_no_data;
  result.detection = {options.false_alarm_rate, options.looks};
  if (options.min_area_ha) result.min_area_m2 = *options.min_area_ha * kHectare_m2;
  result.min_slope_deg = options.min_slope_deg;
  return result;
}

template <typename T>
nlohmann::ordered_json or_auto(const std::optional<T>& value) {
  if (value) return *value;
  return "auto";
}

RunRecord record_of(const ChangeOptions& options) {
  RunRecord record("change", options.common.hash);
  record.option("pre", options.pre);
  record.option("post", options.post);
  record.option("dem", options.dem);
  if (options.dem_no_data) record.option("dem_nodata", *options.dem_no_data);
  record.option("units", options.units);
  record.option("false_alarm_rate", options.false_alarm_rate);
  record.option("min_area_ha", or_auto(options.min_area_ha));
  record.option("looks", or_auto(options.looks));
  record.option("min_slope_deg", options.min_slope_deg);
  return record;
}

void run(const ChangeOptions& options) {
  const pipeline::FirstLookOptions job = first_look_options(options);
  Session session(options.common);
  RunRecord record = record_of(options);
  OutputFolder out(options.out, options.common.overwrite);
  pipeline::run_first_look(job, out, record, session.threads, session.reporter);
  finish(out, record, session.reporter);
  for (const char* name : {"landslides.gpkg", "quicklook.png"}) {
    fmt::print("{}\n", (out.path() / name).string());
  }
}

}  // namespace

void add_change(CLI::App& app) {
  auto options = std::make_shared<ChangeOptions>();
  CLI::App* command = app.add_subcommand(
      "change", "Map what changed between radar images before and after an event, without a model");
  command->group("Commands");
  command->footer(
      "Takes terrain-corrected backscatter on one grid (from SNAP, OPERA RTC, HyP3, Earth Engine\n"
      "…), one date or more on each side, one polarisation or more. For example:\n\n"
      "  scarp change --pre VV=vv.tif:1-8 VH=vh.tif:1-8 --post VV=vv.tif:9 VH=vh.tif:9 \\\n"
      "               --dem dem.tif --out first-look");
  command
      ->add_option("--pre", options->pre,
                   "Images before the event. BANDS like 3, 1-8 or 2,5, else all;\n"
                   "POL is VV, VH, HH or HV, else read from band description or file name")
      ->required()
      ->option_text("[POL=]FILE[:BANDS] ... (required)");
  command->add_option("--post", options->post, "Images after the event, likewise")
      ->required()
      ->option_text("[POL=]FILE[:BANDS] ... (required)");
  command->add_option("--out", options->out, "Folder for the result")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  command
      ->add_option("--dem", options->dem,
                   "Terrain model, heights in m: changes far from any slope are left out,\n"
                   "and outlines get their slope")
      ->check(not_empty())
      ->option_text("FILE");
  add_dem_no_data_option(*command, options->dem_no_data);
  command->add_option("--units", options->units, "Of the images; auto: from metadata, else power")
      ->transform(CLI::IsMember({"auto", "power", "amplitude", "db"}, CLI::ignore_case))
      ->option_text("auto | power | amplitude | db");
  command
      ->add_option("--false-alarm-rate", options->false_alarm_rate,
                   "Share of unchanged cells that may be flagged, before small regions are\n"
                   "dropped. Below 0.001 the true share is larger than asked for")
      ->check(between(1e-9, 0.2))
      ->capture_default_str();
  command
      ->add_option("--min-area", options->min_area_ha,
                   "Minimum mapping unit, ha [4 cells, 0.1 ha at the least]")
      ->check(between(0.0, 10000.0));
  command
      ->add_option("--min-slope", options->min_slope_deg,
                   "With --dem: steepest slope within 100 m that a landslide needs, degrees")
      ->check(between(0.0, 90.0))
      ->capture_default_str();
  command
      ->add_option("--looks", options->looks,
                   "Equivalent number of looks of an image [estimated from the images]")
      ->check(between(0.5, 10000.0));
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
