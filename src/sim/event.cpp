#include "sim/event.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "geo/cog.h"
#include "geo/mask_file.h"
#include "geo/vector_file.h"
#include "sim/despeckle.h"
#include "sim/event_ground.h"

namespace scarp::sim {
namespace {

using Metadata = std::vector<std::pair<std::string, std::string>>;

Metadata simulated() {
  return {{"SCARP_SIMULATED", "yes: generated backscatter, no radar saw it"}};
}

Image<float> acquire(const EventOptions& options, const Grid& grid, const Ground& ground,
                     const Acquisition& acquisition, ThreadPool& threads) {
  SceneOptions scene = options.scene;
  scene.seed = options.seed;
  Image<float> power = backscatter(grid, ground, acquisition, scene, threads);
  return options.despeckle_db > 0 ? despeckle(power, options.despeckle_db, threads) : power;
}

void write_series(const OutputFolder& out, const EventOptions& options, const Grid& grid,
                  const Ground& ground, ThreadPool& threads, Reporter& reporter) {
  Reporter::Stage stage(reporter, "simulating scenes", 2LL * (options.before + options.after));
  for (const std::string polarisation : {"VV", "VH"}) {
    for (const bool after : {false, true}) {
      const int count = after ? options.after : options.before;
      const int first = after ? options.before : 0;
      geo::CogSpec spec{.grid = grid, .metadata = simulated()};
      spec.metadata.emplace_back("POLARISATION", polarisation);
      for (int i = 0; i < count; ++i) {
        spec.bands.push_back(
            {fmt::format("{} date {}", polarisation, first + i + 1), "linear power"});
      }
      const std::string name =
          fmt::format("{}_{}.tif", after ? "post" : "pre", polarisation == "VV" ? "vv" : "vh");
      geo::CogWriter writer(out.file(name), spec);
      for (int i = 0; i < count; ++i) {
        writer.write(i + 1, 0, 0,
                     acquire(options, grid, ground, {polarisation, first + i, after}, threads));
        stage.advance();
      }
      writer.finish();
    }
  }
}

// Of a landslide's cells.
struct Truth {
  int cells = 0;
  int visible = 0;
  double change_vv_db = 0;
  double change_vh_db = 0;
};

std::vector<Truth> truth_of(const EventOptions& options, const EventGround& event,
                            ThreadPool& threads) {
  SceneOptions scene = options.scene;
  scene.seed = options.seed;
  const Ground& ground = event.ground;
  const Image<float> vv = landslide_change_db(event.dem.grid, ground, "VV", scene, threads);
  const Image<float> vh = landslide_change_db(event.dem.grid, ground, "VH", scene, threads);
  std::vector<Truth> truths(ground.slides.size());
  for (std::size_t i = 0; i < vv.values().size(); ++i) {
    const int number = ground.landslide.values()[i];
    if (number == 0 || std::isnan(vv.values()[i])) continue;
    Truth& truth = truths[static_cast<std::size_t>(number) - 1];
    ++truth.cells;
    truth.visible += event.mask.values()[i] == 0 ? 1 : 0;
    truth.change_vv_db += vv.values()[i];
    truth.change_vh_db += vh.values()[i];
  }
  return truths;
}

geo::FieldValue mean(double sum, int count) {
  if (count == 0) return std::monostate{};
  return sum / count;
}

void write_truth(const std::filesystem::path& path, const EventOptions& options,
                 const EventGround& event, ThreadPool& threads) {
  const std::vector<Truth> truths = truth_of(options, event, threads);
  geo::VectorLayer layer = outlines_of(event.ground.slides, event.dem.grid.crs());
  layer.fields = {
      {"area_m2"}, {"change_vv_db"}, {"change_vh_db"}, {"stripped_share"}, {"visible_share"}};
  geo::VectorWriter writer(path);
  writer.begin_layer(layer.name, layer.crs, layer.fields);
  for (std::size_t i = 0; i < truths.size(); ++i) {
    const Truth& truth = truths[i];
    const Landslide& slide = event.ground.slides[i];
    layer.features[i].values = {slide.area_m2, mean(truth.change_vv_db, truth.cells),
                                mean(truth.change_vh_db, truth.cells), slide.stripped,
                                mean(truth.visible, truth.cells)};
    writer.add(layer.features[i]);
  }
  writer.finish();
}

}  // namespace

std::size_t write_event(const EventOptions& options, const OutputFolder& out, ThreadPool& threads,
                        Reporter& reporter) {
  const EventGround event = make_ground(options, threads, reporter);
  const Grid& grid = event.dem.grid;
  write_series(out, options, grid, event.ground, threads, reporter);
  geo::write_cog(out.file("dem.tif"),
                 {.grid = grid,
                  .bands = {{"height", "m"}},
                  .metadata = options.dem.empty() ? simulated() : Metadata{}},
                 event.dem.values);
  geo::write_cog(out.file("land_cover.tif"),
                 {.grid = grid,
                  .bands = {{"land cover: 0 forest, 1 field, 2 water, 3 meadow, 4 rock", ""}},
                  .type = geo::CellType::u8,
                  .average_overviews = false,
                  .metadata = simulated()},
                 event.ground.cover);
  geo::write_cog(out.file("mask.tif"), geo::mask_spec(grid), event.mask);
  write_truth(out.file("truth.gpkg"), options, event, threads);
  return event.ground.slides.size();
}

}  // namespace scarp::sim
