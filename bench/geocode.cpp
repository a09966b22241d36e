// How long `scarp geocode` takes on a full-size scene: σ⁰ of VV with mask (layover and shadow too)
// and incidence angle on a 10 m grid, all of the scene and an event area of 2346 × 3842 cells, from
// files to files, the same without writing, and with γ⁰ flattened for terrain instead.
//
//   geocode_bench [RUNS] [THREADS] [FOLDER]
//
// The scene (26,102 × 16,705 pixels of speckle) and a terrain model of 30 m are made in FOLDER when
// they are not there: 1.2 GB. Prints seconds (median of the runs) of clock and of processor time,
// and the largest memory of the process. Each job runs in a process of its own.
#include "pipeline/geocode.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/gdal.h"
#include "geo/map_projection.h"
#include "geo/raster_file.h"
#include "pipeline/dem_heights.h"
#include "pipeline/dem_relief.h"
#include "safe/product_reader.h"
#include "safe/product_writer.h"
#include "sar/generated_image.h"
#include "sar/radar_work.h"
#include "sar/synthetic_scene.h"
#include "timing.h"

namespace scarp {
namespace {

namespace fs = std::filesystem;

constexpr Size kScene{16705, 26102};
constexpr int kPatternLines = 512;
constexpr const char* kEventArea = "141.86,42.57,142.15,42.92";

fs::path scene_path(const fs::path& folder) { return folder / "scene.SAFE"; }
fs::path dem_path(const fs::path& folder) { return folder / "copernicus_dem.tif"; }

// Speckle that repeats itself: fresh numbers for all pixels would take minutes.
sar::LineFunction speckle() {
  auto pattern = std::make_shared<Image<float>>(Size{kPatternLines, kScene.cols});
  const sar::LineFunction fresh = sar::speckle_dn(1e4, 4.4, 1);
  for (int row = 0; row < kPatternLines; ++row) fresh(row, 0, kScene.cols, pattern->row(row));
  return [pattern](int line, int first, int count, float* out) {
    std::copy_n(pattern->row(line % kPatternLines) + first, count, out);
  };
}

void make_scene(const fs::path& folder) {
  if (fs::exists(scene_path(folder))) return;
  sar::SyntheticScene scene;
  scene.size = kScene;
  scene.near_range_m = 800e3;
  scene.polarisations = {"VV"};
  scene.noise_power = 400;
  sar::Product product = sar::synthetic_product(scene);
  product.identity.name = "scene";
  product.channels.front().measurement = sar::generated_image(kScene, speckle());
  safe::write_product(folder, product);
}

void make_dem(const fs::path& folder) {
  if (fs::exists(dem_path(folder))) return;
  constexpr double kCell_deg = 1.0 / 3600;
  const Grid grid({139.5, kCell_deg, 0, 44.5, 0, -kCell_deg}, {12600, 18000}, geo::wgs84());
  Image<float> heights(grid.size());
  for (int row = 0; row < grid.rows(); ++row) {
    for (int col = 0; col < grid.cols(); ++col) {
      heights(row, col) =
          static_cast<float>(600 + 400 * std::sin(row * 0.03) * std::cos(col * 0.02) +
                             150 * std::sin(row * 0.11 + col * 0.07));
    }
  }
  geo::write_cog(dem_path(folder), {.grid = grid, .bands = {{"height", "m"}}}, heights);
}

struct Job {
  const char* title;
  std::string area;  // empty: all that the scene shows
  sar::Quantity quantity = sar::Quantity::sigma0;
  bool write = true;
};

pipeline::GeocodeOptions options(const fs::path& folder, const Job& job) {
  pipeline::GeocodeOptions result;
  result.scenes = {scene_path(folder).string()};
  result.dem = dem_path(folder).string();
  result.polarisations = {"VV"};
  result.quantity = job.quantity;
  result.grid.area = job.area;
  return result;
}

void geocode(const fs::path& folder, const Job& job, ThreadPool& threads) {
  Reporter reporter(Reporter::Level::verbose);
  RunRecord record("bench", HashDepth::small_files);
  OutputFolder out(folder / "result", true);
  pipeline::run_geocode(options(folder, job), out, record, threads, reporter);
}

// The same as the pipeline, with tiles that go nowhere.
void correct_only(const fs::path& folder, const Job& job, ThreadPool& threads) {
  Reporter reporter(Reporter::Level::quiet);
  std::vector<sar::Product> products;
  products.push_back(safe::open_product(scene_path(folder).string()));
  const Grid grid = pipeline::output_grid(options(folder, job).grid, products);
  const auto projection = geo::map_projection(grid.crs());
  const geo::Dem dem(dem_path(folder).string());
  const pipeline::DemHeights heights(dem, grid, *projection, geo::VerticalDatum::egm96);
  const sar::Pass pass(products, {});
  const sar::HeightSource source =
      sar::kept([&](const Window& window) { return heights.read(window); }, pass, grid);
  const sar::Relief relief = pipeline::dem_relief(pipeline::survey_around(dem, grid, threads), grid,
                                                  heights.geoid().model);
  const sar::PassVisibility visibility(pass, grid, *projection, source, relief);
  std::optional<sar::RadarWork> work;
  sar::TerrainCorrectionOptions correction;
  correction.radiometry = {job.quantity, {"VV"}};
  correction.layers.incidence = true;
  correction.visibility = [&](const Window& window, std::size_t slice) {
    return visibility.mask(window, slice);
  };
  if (job.quantity == sar::Quantity::gamma0_rtc) {
    work.emplace(pass, grid, *projection, source, relief, sar::RadarWorkOptions{.flatten = true});
    correction.in_radar = {work->halo(), [&](std::vector<Image<float>>& power,
                                             const Window& window) { work->run(power, window); }};
  }
  sar::correct_terrain(
      pass, grid, *projection, source, correction, [](const sar::CorrectedTile&) {}, threads,
      reporter);
}

struct Cost {
  double clock_s;
  double processor_s;
  double memory_gb;
};

double in_seconds(timeval time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

// In a process of its own, so that the memory of one job is not that of another.
Cost cost_of(const std::function<void()>& work) {
  rusage usage{};
  const double clock = bench::seconds([&] {
    const pid_t child = fork();
    if (child == 0) {
      work();
      std::_Exit(0);
    }
    int status = 0;
    wait4(child, &status, 0, &usage);
    if (status != 0) std::exit(1);
  });
  return {clock, in_seconds(usage.ru_utime) + in_seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1e6};
}

void measure(const Job& job, const fs::path& folder, int runs, int threads) {
  std::vector<double> clock;
  std::vector<double> processor;
  double memory_gb = 0;
  for (int run = 0; run < runs; ++run) {
    const Cost cost = cost_of([&] {
      geo::initialise();
      geo::set_threads(threads);
      ThreadPool pool(threads);
      job.write ? geocode(folder, job, pool) : correct_only(folder, job, pool);
    });
    clock.push_back(cost.clock_s);
    processor.push_back(cost.processor_s);
    memory_gb = std::max(memory_gb, cost.memory_gb);
  }
  std::printf("%-28s %7.2f s clock %7.2f s processor %5.2f GB\n", job.title, bench::median(clock),
              bench::median(processor), memory_gb);
  std::fflush(stdout);
}

}  // namespace
}  // namespace scarp

int main(int argc, char** argv) {
  using namespace scarp;
  const int runs = argc > 1 ? std::atoi(argv[1]) : 3;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
  const fs::path folder =
      argc > 3 ? fs::path(argv[3]) : fs::temp_directory_path() / "geocode_bench";
  fs::create_directories(folder);
  cost_of([&] {
    make_scene(folder);
    make_dem(folder);
  });
  constexpr auto kFlattened = sar::Quantity::gamma0_rtc;
  const std::vector<Job> jobs{
      {.title = "scene, nothing written", .write = false},
      {.title = "scene"},
      {.title = "flattened, nothing written", .quantity = kFlattened, .write = false},
      {.title = "flattened", .quantity = kFlattened},
      {.title = "event area, nothing written", .area = kEventArea, .write = false},
      {.title = "event area", .area = kEventArea},
      {.title = "flattened, nothing written",
       .area = kEventArea,
       .quantity = kFlattened,
       .write = false},
      {.title = "flattened", .area = kEventArea, .quantity = kFlattened},
  };
  for (const Job& job : jobs) measure(job, folder, runs, threads);
  return 0;
}
