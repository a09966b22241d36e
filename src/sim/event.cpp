#include "sim/event.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "geo/cog.h"
#include "geo/mask_file.h"
#include "geo/simulated.h"
#include "geo/vector_file.h"
#include "sim/despeckle.h"
#include "sim/event_ground.h"
#include "sim/event_products.h"
#include "sim/event_series.h"
#include "sim/radar_view.h"

namespace scarp::sim {
namespace {

using Metadata = std::vector<std::pair<std::string, std::string>>;

Metadata simulated() {
  return {{geo::kSimulatedItem, "yes: generated backscatter, no radar saw it"}};
}

geo::CogSpec images_spec(const Series& series, const std::string& polarisation, int first,
                         int count) {
  geo::CogSpec spec{.grid = series.event.dem.grid, .metadata = simulated()};
  spec.metadata.emplace_back("POLARISATION", polarisation);
  if (!series.pass.empty()) spec.metadata.emplace_back("ORBIT_PASS", series.pass);
  for (int date = first; date < first + count; ++date) {
    spec.bands.push_back({fmt::format("{} date {}", polarisation, date + 1), "linear power"});
    if (series.times.empty()) continue;
    const Utc time = series.times[static_cast<std::size_t>(date)];
    spec.bands.back().metadata.emplace_back("ACQUISITION_TIME", time.text());
  }
  return spec;
}

Image<float> acquire(const Series& series, const Acquisition& acquisition, ThreadPool& threads) {
  const EventGround& event = series.event;
  Image<float> power =
      backscatter(event.dem.grid, event.ground, acquisition, series.scene, threads);
  const double strength_db = series.options.despeckle_db;
  return strength_db > 0 ? despeckle(power, strength_db, threads) : power;
}

void write_images(const OutputFolder& out, const Series& series, ThreadPool& threads,
                  Reporter& reporter) {
  const EventOptions& options = series.options;
  Reporter::Stage stage(reporter, "simulating scenes", 2LL * (options.before + options.after));
  for (const std::string polarisation : {"VV", "VH"}) {
    for (const bool after : {false, true}) {
      const int count = after ? options.after : options.before;
      const int first = after ? options.before : 0;
      const std::string name = fmt::format("{}{}_{}.tif", series.folder, after ? "post" : "pre",
                                           polarisation == "VV" ? "vv" : "vh");
      geo::CogWriter writer(out.file(name), images_spec(series, polarisation, first, count));
      for (int i = 0; i < count; ++i) {
        writer.write(i + 1, 0, 0, acquire(series, {polarisation, first + i, after}, threads),
                     threads);
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

std::vector<Truth> truth_of(const Series& series, ThreadPool& threads) {
  const EventGround& event = series.event;
  const Ground& ground = event.ground;
  const Image<float> vv = landslide_change_db(event.dem.grid, ground, "VV", series.scene, threads);
  const Image<float> vh = landslide_change_db(event.dem.grid, ground, "VH", series.scene, threads);
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

void write_truth(const std::filesystem::path& path, const Series& series, ThreadPool& threads) {
  const EventGround& event = series.event;
  const std::vector<Truth> truths = truth_of(series, threads);
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

// What the images are compared with.
void write_answers(const OutputFolder& out, const Series& series, ThreadPool& threads) {
  geo::write_cog(out.file(series.folder + "mask.tif"), geo::mask_spec(series.event.dem.grid),
                 series.event.mask);
  write_truth(out.file(series.folder + "truth.gpkg"), series, threads);
}

void write_ground(const OutputFolder& out, const EventOptions& options, const EventGround& event) {
  const Grid& grid = event.dem.grid;
  geo::CogSpec dem{.grid = grid, .bands = {{"height", "m"}}};
  if (options.dem.empty()) dem.metadata = simulated();
  geo::write_cog(out.file("dem.tif"), dem, event.dem.values);
  geo::write_cog(out.file("land_cover.tif"),
                 {.grid = grid,
                  .bands = {{"land cover: 0 forest, 1 field, 2 water, 3 meadow, 4 rock", ""}},
                  .type = geo::CellType::u8,
                  .average_overviews = false,
                  .metadata = simulated()},
                 event.ground.cover);
}

void write_pass_products(const OutputFolder& out, const LookOptions& pass,
                         const EventOptions& options, EventGround& event, ThreadPool& threads,
                         Reporter& reporter) {
  const RadarView view(event.dem, pass, options.product_size);
  see_by(view.product(), event, threads);
  const Series series = series_of(options, event, &pass);
  write_products(out, series, view, threads, reporter);
  write_answers(out, series, threads);
  write_event_file(out, options, event, series.folder + "truth.gpkg");
}

}  // namespace

std::size_t write_event(const EventOptions& options, const OutputFolder& out, ThreadPool& threads,
                        Reporter& reporter) {
  EventGround event = make_ground(options, threads, reporter);
  write_ground(out, options, event);
  if (options.passes.empty()) {
    const Series series = series_of(options, event, nullptr);
    write_images(out, series, threads, reporter);
    write_answers(out, series, threads);
  }
  for (const LookOptions& pass : options.passes) {
    if (options.products) {
      write_pass_products(out, pass, options, event, threads, reporter);
      continue;
    }
    see_from(pass, event, threads);
    const Series series = series_of(options, event, &pass);
    write_images(out, series, threads, reporter);
    write_answers(out, series, threads);
  }
  return event.ground.slides.size();
}

}  // namespace scarp::sim
