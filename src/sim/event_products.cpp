#include "sim/event_products.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/run_record.h"
#include "geo/map_projection.h"
#include "safe/product_writer.h"
#include "sim/noise.h"
#include "sim/radar_product.h"

namespace scarp::sim {
namespace {

constexpr const char* kScenes = "scenes/";

// Tracks over Iburi, and how orbits of Sentinel-1A are counted: 175 in twelve days.
constexpr int kAscendingTrack = 68;
constexpr int kDescendingTrack = 46;
constexpr int kOrbitsPerCycle = 175;
constexpr int kFirstOrbit = 73;
constexpr std::int64_t kFirstCycle_ns = 1'396'656'000'000'000'000;  // April 2014
constexpr double kCycle_s = 12 * 86400.0;

int track_of(const Series& series) {
  return series.pass == "ascending" ? kAscendingTrack : kDescendingTrack;
}

int absolute_orbit(const Series& series, Utc time) {
  const Utc first = Utc::from_nanoseconds(kFirstCycle_ns);
  const double cycles = std::max(0.0, std::floor(seconds_between(first, time) / kCycle_s));
  return kFirstOrbit + track_of(series) - 1 + kOrbitsPerCycle * static_cast<int>(cycles);
}

std::vector<Image<float>> gamma0_at(const Series& series, int date, ThreadPool& threads) {
  const EventGround& event = series.event;
  std::vector<Image<float>> images;
  for (const char* polarisation : {"VV", "VH"}) {
    const Acquisition acquisition{polarisation, date, date >= series.options.before};
    images.push_back(
        mean_backscatter(event.dem.grid, event.ground, acquisition, series.scene, threads));
  }
  return images;
}

RadarProductOptions product_options(const Series& series, int date) {
  const SceneOptions& scene = series.scene;
  RadarProductOptions options;
  options.start = series.times[static_cast<std::size_t>(date)];
  options.absolute_orbit = absolute_orbit(series, options.start);
  options.relative_orbit = track_of(series);
  options.speckle = {scene.looks, scene.speckle_correlation};
  options.noise_db = scene.noise_db;
  options.seed = cell_hash(date, static_cast<std::int64_t>(scene.days_seed), scene.seed);
  return options;
}

// As many as share their geometry without much memory.
int dates_at_once(const Series& series, const RadarView& view) {
  constexpr double kMostBytes = 1.5e9;
  const double cells = static_cast<double>(series.event.dem.grid.size().cells());
  const double pixels = static_cast<double>(view.scene().size.cells());
  constexpr double kChannels = 2;
  return static_cast<int>(
      std::clamp(kMostBytes / (kChannels * (2 * pixels + 4 * cells)), 1.0, 100.0));
}

// West, south, east, north in degrees of the part of the grid that is to be mapped.
Bounds box_deg(const EventGround& event) {
  const Grid area = event.dem.grid.crop(event.area);
  const std::unique_ptr<Projection> projection = geo::map_projection(area.crs());
  std::vector<Point> corners;
  for (const double row : {0.0, area.rows() / 2.0, static_cast<double>(area.rows())}) {
    for (const double col : {0.0, area.cols() / 2.0, static_cast<double>(area.cols())}) {
      corners.push_back(area.to_world({row, col}));
    }
  }
  const std::vector<LonLat> places = projection->to_lon_lat(corners);
  Bounds box{1e9, 1e9, -1e9, -1e9};
  for (LonLat place : places) {
    // All on the turn of the first.
    place.lon_deg += 360 * std::round((places.front().lon_deg - place.lon_deg) / 360);
    box = {std::min(box.min_x, place.lon_deg), std::min(box.min_y, place.lat_deg),
           std::max(box.max_x, place.lon_deg), std::max(box.max_y, place.lat_deg)};
  }
  return box;
}

}  // namespace

void write_products(const OutputFolder& out, const Series& series, const RadarView& view,
                    ThreadPool& threads, Reporter& reporter) {
  const std::filesystem::path folder = out.file(fmt::format("{}x", kScenes)).parent_path();
  const int dates = series.options.before + series.options.after;
  const int at_once = dates_at_once(series, view);
  Reporter::Stage stage(reporter, "simulating products", dates);
  for (int first = 0; first < dates; first += at_once) {
    std::vector<Image<float>> gamma0;
    std::vector<RadarProductOptions> options;
    for (int date = first; date < std::min(dates, first + at_once); ++date) {
      for (Image<float>& image : gamma0_at(series, date, threads)) {
        gamma0.push_back(std::move(image));
      }
      options.push_back(product_options(series, date));
    }
    for (const sar::Product& product : radar_products(view, gamma0, options, threads)) {
      safe::write_product(folder, product, {true});
      stage.advance();
    }
  }
}

void write_event_file(const OutputFolder& out, const EventOptions& options,
                      const EventGround& event, const std::string& truth) {
  const Bounds box = box_deg(event);
  const std::string time =
      options.event_time ? fmt::format("time = {}\n", options.event_time->text()) : std::string();
  write_text(out.file("event.toml"),
             fmt::format("# SIMULATED: no radar saw these scenes, and no such event happened.\n\n"
                         "name = \"Simulated event {}\"\n"
                         "type = \"simulated\"\n"
                         "{}"
                         "area = [{:.6f}, {:.6f}, {:.6f}, {:.6f}]\n"
                         "scenes = [\"scenes\"]\n"
                         "dem = \"dem.tif\"\n"
                         "dem_datum = \"ellipsoid\"\n"
                         "inventory = \"{}\"\n\n"
                         "[options]\n"
                         "resolution = {:g}\n",
                         options.seed, time, box.min_x, box.min_y, box.max_x, box.max_y, truth,
                         std::max(10.0, options.cell_m)));
}

}  // namespace scarp::sim
