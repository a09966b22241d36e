#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cluster/session.h"
#include "core/error.h"
#include "core/output_folder.h"
#include "core/text.h"
#include "pipeline/geocode.h"

namespace scarp::cli {
namespace {

struct GeocodeArguments {
  CommonOptions common;
  std::vector<std::string> scenes;
  std::string dem;
  std::string dem_datum = "auto";
  std::optional<double> dem_no_data;
  std::string orbit;
  std::vector<std::string> polarisations;
  std::string quantity = "gamma0-rtc";
  std::optional<double> resolution;
  std::string ground_range = "linear";
  std::string filter = "none";
  std::optional<double> looks;
  std::string resampling = "bilinear";
  std::string crs = "auto";
  std::string area;
  std::string like;
  std::vector<std::string> layers{"backscatter", "mask", "incidence"};
  bool keep_noise = false;
  bool bistatic = false;
  bool troposphere = false;
  std::string out;
};

std::optional<geo::VerticalDatum> datum_of(const std::string& name) {
  if (name == "ellipsoid") return geo::VerticalDatum::ellipsoid;
  if (name == "egm96") return geo::VerticalDatum::egm96;
  if (name == "egm2008") return geo::VerticalDatum::egm2008;
  return std::nullopt;
}

sar::Quantity quantity_of(const std::string& name) {
  if (name == "sigma0") return sar::Quantity::sigma0;
  if (name == "beta0") return sar::Quantity::beta0;
  if (name == "gamma0") return sar::Quantity::gamma0;
  return sar::Quantity::gamma0_rtc;
}

sar::SpeckleFilter filter_of(const std::string& name) {
  if (name == "lee") return sar::SpeckleFilter::lee;
  if (name == "refined-lee") return sar::SpeckleFilter::refined_lee;
  return sar::SpeckleFilter::none;
}

sar::Resampling resampling_of(const std::string& name) {
  if (name == "nearest") return sar::Resampling::nearest;
  if (name == "cubic") return sar::Resampling::cubic;
  return sar::Resampling::bilinear;
}

pipeline::LayerSet layers_of(const std::vector<std::string>& names) {
  const auto has = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return {has("backscatter"), has("mask"),        has("incidence"),   has("line"),
          has("pixel"),       has("slant_range"), has("azimuth_time")};
}

pipeline::GeocodeOptions geocode_options(const GeocodeArguments& arguments) {
  pipeline::GeocodeOptions options;
  options.scenes = arguments.scenes;
  options.dem = arguments.dem;
  options.dem_datum = datum_of(arguments.dem_datum);
  options.dem_no_data = arguments.dem_no_data;
  options.orbit = arguments.orbit;
  for (const std::string& name : arguments.polarisations) {
    if (std::find(options.polarisations.begin(), options.polarisations.end(), upper(name)) ==
        options.polarisations.end()) {
      options.polarisations.push_back(upper(name));
    }
  }
  options.quantity = quantity_of(arguments.quantity);
  options.subtract_noise = !arguments.keep_noise;
  options.geometry.ground_range_rule = arguments.ground_range == "nearest"
                                           ? sar::GroundRangeRule::nearest
                                           : sar::GroundRangeRule::linear;
  options.geometry.bistatic_correction = arguments.bistatic;
  options.geometry.troposphere_correction = arguments.troposphere;
  options.filter = filter_of(arguments.filter);
  options.looks = arguments.looks;
  options.resampling = resampling_of(arguments.resampling);
  options.grid = {arguments.like, arguments.crs, arguments.area, arguments.resolution};
  options.layers = layers_of(arguments.layers);
  return options;
}

RunRecord record_of(const GeocodeArguments& arguments) {
  RunRecord record("geocode", arguments.common.hash);
  record.option("scene", arguments.scenes);
  record.option("dem", arguments.dem);
  record.option("dem_datum", arguments.dem_datum);
  if (arguments.dem_no_data) record.option("dem_nodata", *arguments.dem_no_data);
  record.option("orbit", arguments.orbit);
  record.option("pol", arguments.polarisations);
  record.option("quantity", arguments.quantity);
  if (arguments.resolution) {
    record.option("resolution", *arguments.resolution);
  } else {
    record.option("resolution", "auto");
  }
  record.option("srgr", arguments.ground_range);
  record.option("filter", arguments.filter);
  if (arguments.looks) {
    record.option("looks", *arguments.looks);
  } else {
    record.option("looks", "auto");
  }
  record.option("resampling", arguments.resampling);
  record.option("crs", arguments.crs);
  record.option("aoi", arguments.area);
  record.option("like", arguments.like);
  record.option("layers", arguments.layers);
  record.option("keep_noise", arguments.keep_noise);
  record.option("bistatic", arguments.bistatic);
  record.option("troposphere", arguments.troposphere);
  return record;
}

void run(const GeocodeArguments& arguments) {
  const pipeline::GeocodeOptions options = geocode_options(arguments);
  Communicator& ranks = cluster::join();
  Session session(arguments.common);
  if (ranks.rank() != 0) {
    pipeline::help_geocode(options, ranks, session.threads, session.reporter);
    return;
  }
  RunRecord record = record_of(arguments);
  OutputFolder out(arguments.out, arguments.common.overwrite);
  pipeline::run_geocode(options, out, record, session.threads, session.reporter, &ranks);
  const std::vector<std::string> written = out.written();
  finish(out, record, session.reporter);
  for (const std::string& name : written) fmt::print("{}\n", (out.path() / name).string());
}

void add_inputs(CLI::App& command, GeocodeArguments& arguments) {
  command
      .add_option("--scene", arguments.scenes,
                  "Product: .zip, .SAFE folder or manifest.safe; several slices of one pass")
      ->required()
      ->option_text("SCENE ... (required)");
  command
      .add_option("--dem", arguments.dem, "Terrain model, heights in m, in any reference system")
      ->required()
      ->check(not_empty())
      ->option_text("FILE (required)");
  command.add_option("--out", arguments.out, "Folder for the result")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  command
      .add_option("--dem-datum", arguments.dem_datum,
                  "What its heights are measured from; auto: what the file says")
      ->transform(CLI::IsMember({"auto", "egm96", "egm2008", "ellipsoid"}, CLI::ignore_case))
      ->option_text("auto | egm96 | egm2008 | ellipsoid");
  add_dem_no_data_option(command, arguments.dem_no_data);
  command
      .add_option("--orbit", arguments.orbit,
                  "Orbit file (.EOF), or folder of such: the best that covers the scene")
      ->check(not_empty())
      ->option_text("PATH");
}

void add_product_options(CLI::App& command, GeocodeArguments& arguments) {
  command.add_option("--pol", arguments.polarisations, "Polarisations [all that there are]")
      ->delimiter(',')
      ->check(CLI::IsMember({"VV", "VH", "HH", "HV"}, CLI::ignore_case))
      ->option_text("VV,VH");
  command
      .add_option("--quantity", arguments.quantity,
                  "What to make of the digital numbers; gamma0-rtc is flattened for terrain")
      ->transform(CLI::IsMember({"gamma0-rtc", "gamma0", "sigma0", "beta0"}, CLI::ignore_case))
      ->option_text("gamma0-rtc | gamma0 | sigma0 | beta0");
  command
      .add_option("--layers", arguments.layers,
                  "Files to write: backscatter, mask, incidence, line, pixel, slant_range,\n"
                  "azimuth_time [the first three]")
      ->delimiter(',')
      ->check(CLI::IsMember(
          {"backscatter", "mask", "incidence", "line", "pixel", "slant_range", "azimuth_time"}))
      ->option_text("LAYER,LAYER ...");
}

void add_grid_options(CLI::App& command, GeocodeArguments& arguments) {
  const std::string group = "Grid";
  CLI::Option* crs =
      command.add_option("--crs", arguments.crs, "Reference system; auto: UTM zone of the area")
          ->check(not_empty())
          ->option_text("auto | EPSG:CODE")
          ->group(group);
  CLI::Option* resolution =
      command
          .add_option("--resolution", arguments.resolution,
                      "Edge of a cell in units of the reference system\n[that of a pixel: 10 m or "
                      "0.0001° in the mode IW]")
          ->check(between(1e-6, 1e5))
          ->group(group);
  CLI::Option* area =
      command
          .add_option("--aoi", arguments.area,
                      "Area to cover: west,south,east,north in degrees, or a file of polygons\n"
                      "[all that the scenes show]")
          ->check(not_empty())
          ->option_text("BOX | FILE")
          ->group(group);
  command.add_option("--like", arguments.like, "Raster whose grid is taken, cell by cell")
      ->check(not_empty())
      ->option_text("FILE")
      ->group(group)
      ->excludes(area)
      ->excludes(crs)
      ->excludes(resolution);
}

void add_radar_options(CLI::App& command, GeocodeArguments& arguments) {
  const std::string group = "Radar";
  command
      .add_option("--srgr", arguments.ground_range,
                  "How slant range becomes ground range between the records of the product")
      ->transform(CLI::IsMember({"linear", "nearest"}, CLI::ignore_case))
      ->option_text("linear | nearest")
      ->group(group);
  command
      .add_option("--resampling", arguments.resampling,
                  "Of cells as large as pixels; larger ones get the mean of their pixels")
      ->transform(CLI::IsMember({"nearest", "bilinear", "cubic"}, CLI::ignore_case))
      ->option_text("bilinear | nearest | cubic")
      ->group(group);
  command.add_option("--filter", arguments.filter, "Against speckle, before resampling")
      ->transform(CLI::IsMember({"none", "lee", "refined-lee"}, CLI::ignore_case))
      ->option_text("none | lee | refined-lee")
      ->group(group);
  command
      .add_option("--looks", arguments.looks,
                  "Equivalent number of looks, for the filter [those of the product]")
      ->check(between(0.5, 10000))
      ->group(group);
  command.add_flag("--keep-noise", arguments.keep_noise, "Do not subtract thermal noise")
      ->group(group);
  command
      .add_flag("--bistatic", arguments.bistatic,
                "Correct lines for the way of the satellite between sending and receiving")
      ->group(group);
  command
      .add_flag("--troposphere", arguments.troposphere,
                "Correct ranges for the delay in the atmosphere")
      ->group(group);
}

}  // namespace

void add_geocode(CLI::App& app) {
  auto arguments = std::make_shared<GeocodeArguments>();
  CLI::App* command =
      app.add_subcommand("geocode", "Put Sentinel-1 scenes onto a map grid, corrected for terrain");
  command->group("Commands");
  command->footer(
      "Reads GRD products as they are downloaded, zipped or not. For example:\n\n"
      "  scarp geocode --scene S1A_IW_GRDH_….zip --dem dem.tif --orbit orbits/ --out before");
  add_inputs(*command, *arguments);
  add_product_options(*command, *arguments);
  add_grid_options(*command, *arguments);
  add_radar_options(*command, *arguments);
  add_common_options(*command, arguments->common);
  add_memory_option(*command, arguments->common);
  command->callback([arguments] { run(*arguments); });
}

}  // namespace scarp::cli
