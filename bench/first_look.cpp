// How long `scarp change` takes on a full Sentinel-1 tile, beside the same run with the arithmetic
// left out: the same images read, as many rasters of like content written.
//
//   first_look_bench [EDGE] [RUNS] [THREADS] [FOLDER]
//
// Two dates on each side, VV and VH. Prints the median seconds of alternated runs, their ratio, and
// the largest memory of the process.
#include "pipeline/first_look.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/gdal.h"
#include "geo/raster_file.h"
#include "sim/backscatter.h"
#include "timing.h"

namespace scarp {
namespace {

namespace fs = std::filesystem;

constexpr int kDates = 4;
constexpr int kBefore = 2;

fs::path date_path(const fs::path& folder, const std::string& polarisation, int date) {
  return folder / (std::to_string(date) + "_" + polarisation + ".tif");
}

void make_scenes(const fs::path& folder, int edge, ThreadPool& threads) {
  const Grid grid({577000, 10, 0, 4736000, 0, -10}, {edge, edge}, geo::parse_crs("EPSG:32654"));
  const sim::Ground forest{Image<std::uint8_t>(grid.size()), Image<std::int32_t>(grid.size()), {}};
  for (const std::string polarisation : {"VV", "VH"}) {
    for (int date = 0; date < kDates; ++date) {
      const fs::path path = date_path(folder, polarisation, date);
      if (fs::exists(path)) continue;
      geo::write_cog(path, {.grid = grid, .bands = {{polarisation, ""}}},
                     sim::backscatter(grid, forest, polarisation, date, false, {}, threads));
    }
  }
}

void map_change(const fs::path& folder, ThreadPool& threads) {
  Reporter reporter(Reporter::Level::quiet);
  RunRecord record("bench", HashDepth::small_files);
  pipeline::FirstLookOptions options;
  for (const std::string polarisation : {"VV", "VH"}) {
    for (int date = 0; date < kDates; ++date) {
      auto& side = date < kBefore ? options.before : options.after;
      side.push_back({polarisation, date_path(folder, polarisation, date), {}});
    }
  }
  OutputFolder out(folder / "out", true);
  pipeline::run_first_look(options, out, record, threads, reporter);
}

// Reads every image once and writes rasters like those of a first look: four bands of floats with
// the noise of backscatter, and a mask.
void only_read_and_write(const fs::path& folder, ThreadPool& threads) {
  std::vector<std::unique_ptr<geo::RasterFile>> files;
  for (const std::string polarisation : {"VV", "VH"}) {
    for (int date = 0; date < kDates; ++date) {
      files.push_back(
          std::make_unique<geo::RasterFile>(date_path(folder, polarisation, date).string()));
    }
  }
  const Grid& grid = files.front()->grid();
  geo::CogWriter change(folder / "change.tif",
                        {.grid = grid, .bands = {{"a", ""}, {"b", ""}, {"c", ""}}});
  geo::CogWriter score(folder / "score.tif", {.grid = grid, .bands = {{"a", ""}}});
  geo::CogWriter mask(
      folder / "mask.tif",
      {.grid = grid, .bands = {{"a", ""}}, .type = geo::CellType::u8, .average_overviews = false});
  const std::vector<Tile> all = tiles(grid.size(), 512, 0);
  threads.parallel_for(static_cast<std::int64_t>(all.size()), [&](std::int64_t i) {
    const Window& tile = all[static_cast<std::size_t>(i)].inner;
    std::vector<Image<float>> images;
    for (const auto& file : files) images.push_back(file->read(1, tile));
    for (int band = 1; band <= 3; ++band) change.write(band, tile.row, tile.col, images[band]);
    score.write(1, tile.row, tile.col, images[4]);
    mask.write(1, tile.row, tile.col, Image<std::uint8_t>(tile.size()));
  });
  change.finish();
  score.finish();
  mask.finish();
}

// In a process of its own, so that its memory does not count.
void make_scenes_apart(const fs::path& folder, int edge, int thread_count) {
  fs::create_directories(folder);
  const pid_t child = fork();
  if (child == 0) {
    ThreadPool threads(thread_count);
    geo::initialise();
    geo::set_threads(threads.threads());
    make_scenes(folder, edge, threads);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}

void measure(int edge, int runs, int thread_count, const fs::path& parent) {
  const fs::path folder = parent / "scarp-first-look-bench";
  make_scenes_apart(folder, edge, thread_count);
  ThreadPool threads(thread_count);
  geo::initialise();
  geo::set_threads(threads.threads());

  std::vector<double> mapping;
  std::vector<double> moving;
  for (int run = 0; run < runs; ++run) {
    moving.push_back(bench::seconds([&] { only_read_and_write(folder, threads); }));
    mapping.push_back(bench::seconds([&] { map_change(folder, threads); }));
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%d x %d, %d + %d dates, VV and VH, %d threads, %d runs\n", edge, edge, kBefore,
              kDates - kBefore, threads.threads(), runs);
  std::printf("change             %6.1f s\n", bench::median(mapping));
  std::printf("read and write     %6.1f s\n", bench::median(moving));
  std::printf("ratio              %6.2f\n", bench::median(mapping) / bench::median(moving));
  std::printf("largest memory     %6.0f MB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace scarp

int main(int argc, char** argv) {
  const int edge = argc > 1 ? std::atoi(argv[1]) : 10980;
  const int runs = argc > 2 ? std::atoi(argv[2]) : 3;
  const int threads = argc > 3 ? std::atoi(argv[3]) : 2;
  scarp::measure(edge, runs, threads, argc > 4 ? argv[4] : std::filesystem::temp_directory_path());
  return 0;
}
