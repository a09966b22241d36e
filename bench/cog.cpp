// How long writing a COG takes, beside GDAL's own driver given the same values in memory.
//
//   cog_bench [EDGE] [RUNS] [THREADS] [FOLDER]
//
// Prints the median seconds of alternated runs, and their ratio, for noise (speckled backscatter)
// and for a smooth surface, written whole by `write_cog` and in strips of 512 rows by `CogWriter`.

#include "geo/cog.h"

#include <gdal_priv.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/random.h"
#include "geo/crs.h"
#include "geo/gdal.h"
#include "timing.h"

namespace fs = std::filesystem;
using scarp::Image;

namespace {

Image<float> speckle(int edge) {
  Image<float> image({edge, edge});
  scarp::Random random(1);
  for (float& value : image.values()) value = static_cast<float>(0.1 * random.speckle(4.4));
  return image;
}

Image<float> surface(int edge) {
  Image<float> image({edge, edge});
  for (int row = 0; row < edge; ++row) {
    for (int col = 0; col < edge; ++col) {
      image(row, col) =
          static_cast<float>(500 + 300 * std::sin(row * 0.003) * std::cos(col * 0.004));
    }
  }
  return image;
}

scarp::geo::CogSpec spec(int edge) {
  const scarp::Affine affine{500000, 10, 0, 4700000, 0, -10};
  scarp::geo::CogSpec result;
  result.grid = scarp::Grid(affine, {edge, edge}, scarp::geo::parse_crs("EPSG:32654"));
  result.bands = {{"value", ""}};
  return result;
}

/// What GDAL needs: the bar.
void write_by_gdal(const fs::path& path, const Image<float>& image, const std::string& threads) {
  auto& manager = *GetGDALDriverManager();
  GDALDataset* memory = manager.GetDriverByName("MEM")->Create("", image.cols(), image.rows(), 0,
                                                               GDT_Float32, nullptr);
  char pointer[32] = {};
  CPLPrintPointer(pointer, const_cast<float*>(image.values().data()), sizeof(pointer) - 1);
  CPLStringList band;
  band.SetNameValue("DATAPOINTER", pointer);
  memory->AddBand(GDT_Float32, band.List());
  double terms[6] = {500000, 10, 0, 4700000, 0, -10};
  memory->SetGeoTransform(terms);
  memory->GetRasterBand(1)->SetNoDataValue(std::nan(""));
  CPLStringList options;
  for (const auto& [key, value] :
       std::vector<std::pair<const char*, std::string>>{{"COMPRESS", "ZSTD"},
                                                        {"LEVEL", "1"},
                                                        {"OVERVIEW_RESAMPLING", "AVERAGE"},
                                                        {"NUM_THREADS", threads}}) {
    options.SetNameValue(key, value.c_str());
  }
  GDALDataset* copy = manager.GetDriverByName("COG")->CreateCopy(path.c_str(), memory, FALSE,
                                                                 options.List(), nullptr, nullptr);
  if (copy == nullptr) std::exit(1);
  GDALClose(copy);
  GDALClose(memory);
}

void write_in_strips(const fs::path& path, const Image<float>& image) {
  scarp::geo::CogWriter writer(path, spec(image.rows()));
  for (const scarp::Tile& tile : scarp::strips(image.size(), 512, 0)) {
    writer.write(1, tile.inner.row, 0, crop(image, tile.inner));
  }
  writer.finish();
}

void compare(const char* name, const Image<float>& image, int runs, const std::string& threads,
             const fs::path& folder) {
  const std::vector<std::function<void()>> ways{
      [&] { write_by_gdal(folder / "gdal.tif", image, threads); },
      [&] { scarp::geo::write_cog(folder / "whole.tif", spec(image.rows()), image); },
      [&] { write_in_strips(folder / "strips.tif", image); }};
  const char* files[] = {"gdal.tif", "whole.tif", "strips.tif"};
  std::vector<std::vector<double>> times(ways.size());
  for (int run = 0; run <= runs; ++run) {
    for (std::size_t i = 0; i < ways.size(); ++i) {
      fs::remove(folder / files[i]);
      const double time = scarp::bench::seconds(ways[i]);
      if (run > 0) times[i].push_back(time);  // the first run warms up
    }
  }
  const double bar = scarp::bench::median(times[0]);
  const char* titles[] = {"GDAL", "write_cog", "CogWriter"};
  for (std::size_t i = 0; i < ways.size(); ++i) {
    std::printf("%-8s %-10s %6.2f s  ratio %.2f  %7.1f MB\n", name, titles[i],
                scarp::bench::median(times[i]), scarp::bench::median(times[i]) / bar,
                static_cast<double>(fs::file_size(folder / files[i])) / 1e6);
    fs::remove(folder / files[i]);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int edge = argc > 1 ? std::atoi(argv[1]) : 10980;
  const int runs = argc > 2 ? std::atoi(argv[2]) : 5;
  const int threads = argc > 3 ? std::atoi(argv[3]) : 2;
  const fs::path folder = argc > 4 ? fs::path(argv[4]) : fs::temp_directory_path();
  scarp::geo::initialise();
  scarp::geo::set_threads(threads);
  std::printf("%d x %d float32, %d runs, %d threads\n", edge, edge, runs, threads);
  compare("speckle", speckle(edge), runs, std::to_string(threads), folder);
  compare("smooth", surface(edge), runs, std::to_string(threads), folder);
  return 0;
}
