#include "sim/event.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/rasterise.h"
#include "geo/terrain.h"
#include "geo/vector_file.h"
#include "sim/backscatter.h"
#include "sim/landslides.h"
#include "sim/relief.h"

namespace scarp::sim {
namespace {

// A place in the hills of eastern Iburi, Hokkaido, in its UTM zone.
constexpr const char* kCrs = "EPSG:32654";
constexpr Point kUpperLeft{577000, 4736000};
constexpr double kReliefPerMetre = 600.0 / 5120.0;  // hills shrink with small areas

Grid make_grid(const EventOptions& options) {
  const Affine affine{kUpperLeft.x, options.cell_m, 0, kUpperLeft.y, 0, -options.cell_m};
  return {affine, {options.size, options.size}, geo::parse_crs(kCrs)};
}

geo::VectorLayer inventory(const std::vector<Landslide>& slides, const CrsPtr& crs) {
  geo::VectorLayer layer{"landslides",
                         crs,
                         {{"area_m2", geo::FieldType::real},
                          {"change_vv_db", geo::FieldType::real},
                          {"change_vh_db", geo::FieldType::real}},
                         {}};
  for (const Landslide& slide : slides) {
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

void write_series(const OutputFolder& out, const EventOptions& options, const Grid& grid,
                  const Ground& ground, ThreadPool& threads, Reporter& reporter) {
  const SceneOptions scene{options.looks, options.seed};
  Reporter::Stage stage(reporter, "simulating scenes", 2LL * (options.before + options.after));
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
        writer.write(i + 1, 0, 0,
                     backscatter(grid, ground, polarisation, first + i, after, scene, threads));
        stage.advance();
      }
      writer.finish();
    }
  }
}

}  // namespace

std::size_t write_event(const EventOptions& options, const OutputFolder& out, ThreadPool& threads,
                        Reporter& reporter) {
  const Grid grid = make_grid(options);
  const double extent_m = options.size * options.cell_m;
  const ReliefOptions relief{std::min(600.0, extent_m * kReliefPerMetre),
                             std::min(4000.0, extent_m * 0.6), options.seed};
  const Raster<float> dem = generate_relief(grid, relief, threads);
  const Raster<float> slope = geo::slope_deg(dem);

  Ground ground;
  ground.cover = land_cover(dem, slope);
  ground.slides =
      generate_landslides(dem, slope, {.count = options.landslides, .seed = options.seed});
  const geo::VectorLayer layer = inventory(ground.slides, grid.crs());
  ground.landslide = geo::rasterise_ids(layer, grid);
  if (static_cast<int>(ground.slides.size()) < options.landslides) {
    reporter.warn(fmt::format("the steep ground has room for {} landslides only, not {}",
                              ground.slides.size(), options.landslides));
  }

  write_series(out, options, grid, ground, threads, reporter);
  geo::write_cog(out.file("dem.tif"), {.grid = grid, .bands = {{"height", "m"}}}, dem.values);
  write_layer(out.file("truth.gpkg"), layer);
  return ground.slides.size();
}

}  // namespace scarp::sim
