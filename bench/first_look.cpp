// How long `scarp change` takes on a full Sentinel-1 tile, beside the same run with the arithmetic
// left out: the same images read, as many rasters of like content written.
//
//   first_look_bench [EDGE] [RUNS] [THREADS] [DATES] [FOLDER]
//
// DATES (2) on each side, VV and VH. Prints the medians of alternated runs, their ratio, and the
// largest memory of the process: seconds that passed, and seconds of all processors, which a busy
// machine does not change as much.
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

// What is measured.
struct Job {
  fs::path folder;
  int edge;
  int dates;  // on each side
};

fs::path date_path(const fs::path& folder, const std::string& polarisation, int date) {
  return folder / (std::to_string(date) + "_" + polarisation + ".tif");
}

void make_scenes(const Job& job, ThreadPool& threads) {
  const Grid grid({577000, 10, 0, 4736000, 0, -10}, {job.edge, job.edge},
                  geo::parse_crs("EPSG:32654"));
  const sim::Ground forest{Image<std::uint8_t>(grid.size()), Image<std::int32_t>(grid.size()), {}};
  for (const std::string polarisation : {"VV", "VH"}) {
    for (int date = 0; date < 2 * job.dates; ++date) {
      const fs::path path = date_path(job.folder, polarisation, date);
      if (fs::exists(path)) continue;
      geo::write_cog(path, {.grid = grid, .bands = {{polarisation, ""}}},
                     sim::backscatter(grid, forest, {polarisation, date, false}, {}, threads));
    }
  }
}

void map_change(const Job& job, ThreadPool& threads) {
  Reporter reporter(Reporter::Level::quiet);
  RunRecord record("bench", HashDepth::small_files);
  pipeline::FirstLookOptions options;
  for (const std::string polarisation : {"VV", "VH"}) {
    for (int date = 0; date < 2 * job.dates; ++date) {
      auto& side = date < job.dates ? options.before : options.after;
      side.push_back({polarisation, date_path(job.folder, polarisation, date), {}});
    }
  }
  OutputFolder out(job.folder / "out", true);
  pipeline::run_first_look(options, out, record, threads, reporter);
}

// Reads every image once and writes rasters like those of a first look: four bands of floats with
// the noise of backscatter, and a mask.
void only_read_and_write(const Job& job, ThreadPool& threads) {
  std::vector<std::unique_ptr<geo::RasterFile>> files;
  for (const std::string polarisation : {"VV", "VH"}) {
    for (int date = 0; date < 2 * job.dates; ++date) {
      files.push_back(
          std::make_unique<geo::RasterFile>(date_path(job.folder, polarisation, date).string()));
    }
  }
  const Grid& grid = files.front()->grid();
  geo::CogWriter change(job.folder / "change.tif",
                        {.grid = grid, .bands = {{"a", ""}, {"b", ""}, {"c", ""}}});
  geo::CogWriter score(job.folder / "score.tif", {.grid = grid, .bands = {{"a", ""}}});
  geo::CogWriter mask(
      job.folder / "mask.tif",
      {.grid = grid, .bands = {{"a", ""}}, .type = geo::CellType::u8, .average_overviews = false});
  const std::vector<Tile> all = tiles(grid.size(), 512, 0);
  threads.parallel_for(static_cast<std::int64_t>(all.size()), [&](std::int64_t t) {
    const Window& tile = all[static_cast<std::size_t>(t)].inner;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const Image<float> image = files[i]->read(1, tile);
      if (i < 3) change.write(static_cast<int>(i) + 1, tile.row, tile.col, image);
      if (i == 3) score.write(1, tile.row, tile.col, image);
    }
    mask.write(1, tile.row, tile.col, Image<std::uint8_t>(tile.size()));
  });
  change.finish();
  score.finish();
  mask.finish();
}

// In a process of its own, so that its memory does not count.
void make_scenes_apart(const Job& job, int thread_count) {
  fs::create_directories(job.folder);
  const pid_t child = fork();
  if (child == 0) {
    ThreadPool threads(thread_count);
    geo::initialise();
    geo::set_threads(threads.threads());
    make_scenes(job, threads);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Seconds of each run, by the clock and of all processors.
struct Times {
  std::vector<double> passed;
  std::vector<double> worked;

  void add(const std::function<void()>& work) {
    const double before = processor_seconds();
    passed.push_back(bench::seconds(work));
    worked.push_back(processor_seconds() - before);
  }
};

void print(const char* name, const Times& times) {
  std::printf("%-16s %6.1f s %6.1f s of processors\n", name, bench::median(times.passed),
              bench::median(times.worked));
}

void measure(const Job& job, int runs, int thread_count) {
  make_scenes_apart(job, thread_count);
  ThreadPool threads(thread_count);
  geo::initialise();
  geo::set_threads(threads.threads());

  Times mapping;
  Times moving;
  for (int run = 0; run < runs; ++run) {
    moving.add([&] { only_read_and_write(job, threads); });
    mapping.add([&] { map_change(job, threads); });
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%d x %d, %d + %d dates, VV and VH, %d threads, %d runs\n", job.edge, job.edge,
              job.dates, job.dates, threads.threads(), runs);
  print("change", mapping);
  print("read and write", moving);
  std::printf("ratio            %6.2f   %6.2f\n",
              bench::median(mapping.passed) / bench::median(moving.passed),
              bench::median(mapping.worked) / bench::median(moving.worked));
  std::printf("largest memory   %6.0f MB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  fs::remove_all(job.folder);
}

}  // namespace
}  // namespace scarp

int main(int argc, char** argv) {
  const auto number = [&](int index, int otherwise) {
    return argc > index ? std::atoi(argv[index]) : otherwise;
  };
  namespace fs = std::filesystem;
  const fs::path parent = argc > 5 ? fs::path(argv[5]) : fs::temp_directory_path();
  scarp::measure({parent / "scarp-first-look-bench", number(1, 10980), number(4, 2)}, number(2, 3),
                 number(3, 2));
  return 0;
}
