#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/output_folder.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/polygon.h"
#include "geo/rasterise.h"
#include "geo/terrain.h"
#include "geo/vector_file.h"
#include "sim/backscatter.h"
#include "sim/landslides.h"
#include "sim/relief.h"

namespace scarp::cli {
namespace {

struct SimulateOptions {
  CommonOptions common;
  std::string out;
  int size = 512;
  double cell_m = 10;
  int before = 3;
  int after = 1;
  int landslides = 40;
  double looks = 4.4;
  std::uint64_t seed = 1;
};

// A place in the hills of eastern Iburi, Hokkaido, in its UTM zone.
constexpr const char* kCrs = "EPSG:32654";
constexpr Point kUpperLeft{577000, 4736000};
constexpr double kReliefPerMetre = 600.0 / 5120.0;  // hills shrink with small areas

Grid make_grid(const SimulateOptions& options) {
  const Affine affine{kUpperLeft.x, options.cell_m, 0, kUpperLeft.y, 0, -options.cell_m};
  return {affine, {options.size, options.size}, geo::parse_crs(kCrs)};
}

geo::VectorLayer inventory(const std::vector<sim::Landslide>& slides, const CrsPtr& crs) {
  geo::VectorLayer layer{"landslides",
                         crs,
                         {{"area_m2", geo::FieldType::real},
                          {"change_vv_db", geo::FieldType::real},
                          {"change_vh_db", geo::FieldType::real}},
                         {}};
  for (const sim::Landslide& slide : slides) {
    layer.features.push_back(
        {{slide.outline}, {slide.area_m2, slide.change_vv_db, slide.change_vh_db}});
  }
  return layer;
}

void write_layer(const std::filesystem::path& path, const geo::VectorLayer& layer) {
  geo::VectorWriter writer(path);
  writer.begin_layer(layer.name, layer.crs, layer.fields);
  for (const geo::Feature& feature : layer.features) writer.add(feature);
  writer.finish();
}

void write_series(const OutputFolder& out, const SimulateOptions& options, const Grid& grid,
                  const sim::Ground& ground, Session& session) {
  const sim::SceneOptions scene{options.looks, options.seed};
  Reporter::Stage stage(session.reporter, "simulating scenes",
                        2LL * (options.before + options.after));
  for (const std::string polarisation : {"VV", "VH"}) {
    for (const bool after : {false, true}) {
      const int count = after ? options.after : options.before;
      const int first = after ? options.before : 0;
      geo::CogSpec spec{.grid = grid};
      spec.metadata = {{"SCARP_SIMULATED", "yes: generated terrain and backscatter, no real data"},
                       {"POLARISATION", polarisation}};
      for (int i = 0; i < count; ++i) {
        spec.bands.push_back(
            {fmt::format("{} date {}", polarisation, first + i + 1), "linear power"});
      }
      const std::string name =
          fmt::format("{}_{}.tif", after ? "post" : "pre", polarisation == "VV" ? "vv" : "vh");
      geo::CogWriter writer(out.file(name), spec);
      for (int i = 0; i < count; ++i) {
        writer.write(
            i + 1, 0, 0,
            sim::backscatter(grid, ground, polarisation, first + i, after, scene, session.threads));
        stage.advance();
      }
      writer.finish();
    }
  }
}

RunRecord record_of(const SimulateOptions& options) {
  RunRecord record("simulate", options.common.hash);
  record.option("size", options.size);
  record.option("cell", options.cell_m);
  record.option("before", options.before);
  record.option("after", options.after);
  record.option("landslides", options.landslides);
  record.option("looks", options.looks);
  record.option("seed", options.seed);
  return record;
}

void run(const SimulateOptions& options) {
  Session session(options.common);
  RunRecord record = record_of(options);
  OutputFolder out(options.out, options.common.overwrite);

  const Grid grid = make_grid(options);
  const double extent_m = options.size * options.cell_m;
  const sim::ReliefOptions relief{std::min(600.0, extent_m * kReliefPerMetre),
                                  std::min(4000.0, extent_m * 0.6), options.seed};
  const Raster<float> dem = sim::generate_relief(grid, relief, session.threads);
  const Raster<float> slope = geo::slope_deg(dem);

  sim::Ground ground;
  ground.cover = sim::land_cover(dem, slope);
  ground.slides =
      sim::generate_landslides(dem, slope, {.count = options.landslides, .seed = options.seed});
  const geo::VectorLayer layer = inventory(ground.slides, grid.crs());
  ground.landslide = geo::rasterise_ids(layer, grid);
  if (static_cast<int>(ground.slides.size()) < options.landslides) {
    session.reporter.warn(fmt::format("the steep ground has room for {} landslides only, not {}",
                                      ground.slides.size(), options.landslides));
  }

  write_series(out, options, grid, ground, session);
  geo::write_cog(out.file("dem.tif"), {.grid = grid, .bands = {{"height", "m"}}}, dem.values);
  write_layer(out.file("truth.gpkg"), layer);
  record.fact("landslides", ground.slides.size());
  std::vector<std::string> outputs = out.written();
  outputs.emplace_back(kRunRecordName);
  record.write(out.file(kRunRecordName), outputs, session.reporter);
  out.commit();
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
  command->add_option("--size", options->size, "Rows and columns, cells")
      ->check(whole_between(64, 20000))
      ->capture_default_str();
  command->add_option("--cell", options->cell_m, "Cell size, m")
      ->check(between(1.0, 100.0))
      ->capture_default_str();
  command->add_option("--before", options->before, "Dates before the event")
      ->check(whole_between(1, 100))
      ->capture_default_str();
  command->add_option("--after", options->after, "Dates after the event")
      ->check(whole_between(1, 100))
      ->capture_default_str();
  command->add_option("--landslides", options->landslides, "Landslides to place")
      ->check(whole_between(0, 100000))
      ->capture_default_str();
  command->add_option("--looks", options->looks, "Looks of the speckle")
      ->check(between(0.5, 1000.0))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Another seed is another event")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()))
      ->option_text(fmt::format("UINT={}", options->seed))
      ->capture_default_str();
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
