// Compares two raster files with a tolerance: grid, cells without data, values.
#include <gdal_priv.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Raster {
  std::string path;
  std::unique_ptr<GDALDataset> file;
};

Raster open(const std::string& path) {
  Raster raster{path, std::unique_ptr<GDALDataset>(
                          GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY))};
  if (!raster.file) throw std::runtime_error(path + " is not a raster");
  return raster;
}

std::array<double, 6> geotransform(const Raster& raster) {
  std::array<double, 6> transform{0, 1, 0, 0, 0, 1};
  raster.file->GetGeoTransform(transform.data());
  return transform;
}

// Values of a band; NaN where there are none.
std::vector<double> read(const Raster& raster, int band_index) {
  GDALRasterBand& band = *raster.file->GetRasterBand(band_index);
  const int cols = band.GetXSize();
  const int rows = band.GetYSize();
  std::vector<double> values(static_cast<std::size_t>(cols) * rows);
  std::vector<unsigned char> valid(values.size());
  if (band.RasterIO(GF_Read, 0, 0, cols, rows, values.data(), cols, rows, GDT_Float64, 0, 0) !=
          CE_None ||
      band.GetMaskBand()->RasterIO(GF_Read, 0, 0, cols, rows, valid.data(), cols, rows, GDT_Byte, 0,
                                   0) != CE_None) {
    throw std::runtime_error(raster.path + " cannot be read");
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (valid[i] == 0) values[i] = std::numeric_limits<double>::quiet_NaN();
  }
  return values;
}

void require(bool condition, const std::string& message) {
  if (!condition) throw std::runtime_error(message);
}

void compare_grids(const Raster& a, const Raster& b) {
  require(a.file->GetRasterXSize() == b.file->GetRasterXSize() &&
              a.file->GetRasterYSize() == b.file->GetRasterYSize(),
          "the sizes differ");
  require(a.file->GetRasterCount() == b.file->GetRasterCount(), "the numbers of bands differ");
  const std::array<double, 6> here = geotransform(a);
  const std::array<double, 6> there = geotransform(b);
  for (std::size_t i = 0; i < here.size(); ++i) {
    require(std::abs(here[i] - there[i]) <= 1e-9 * std::max(1.0, std::abs(here[i])),
            "the geotransforms differ");
  }
  const OGRSpatialReference* crs_a = a.file->GetSpatialRef();
  const OGRSpatialReference* crs_b = b.file->GetSpatialRef();
  require(
      (crs_a == nullptr) == (crs_b == nullptr) && (crs_a == nullptr || crs_a->IsSame(crs_b) != 0),
      "the reference systems differ");
}

// The largest difference of two bands.
double compare_bands(const Raster& a, const Raster& b, int band) {
  const std::vector<double> here = read(a, band);
  const std::vector<double> there = read(b, band);
  double largest = 0;
  for (std::size_t i = 0; i < here.size(); ++i) {
    require(std::isnan(here[i]) == std::isnan(there[i]),
            "band " + std::to_string(band) + ": the cells without data differ");
    if (!std::isnan(here[i])) largest = std::max(largest, std::abs(here[i] - there[i]));
  }
  return largest;
}

}  // namespace

int main(int argc, char** argv) {
  std::string path_a;
  std::string path_b;
  double tolerance = 0;
  CLI::App app("Compares two raster files: grid, cells without data, values");
  app.add_option("a", path_a)->required();
  app.add_option("b", path_b)->required();
  app.add_option("--tolerance", tolerance, "Largest difference of values allowed");
  CLI11_PARSE(app, argc, argv);
  GDALAllRegister();
  try {
    const Raster a = open(path_a);
    const Raster b = open(path_b);
    compare_grids(a, b);
    double largest = 0;
    for (int band = 1; band <= a.file->GetRasterCount(); ++band) {
      largest = std::max(largest, compare_bands(a, b, band));
    }
    std::printf("largest difference: %g\n", largest);
    return largest <= tolerance ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "compare_raster: %s and %s: %s\n", path_a.c_str(), path_b.c_str(),
                 error.what());
    return 1;
  }
}
