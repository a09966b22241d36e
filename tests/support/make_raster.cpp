// Makes a tiny raster file, whole or with a chosen fault, for golden tests.
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct Options {
  std::string out;
  std::string driver = "GTiff";
  std::vector<int> size{20, 10};                // columns, rows
  std::vector<double> origin{500000, 4700000};  // x, y of the upper left corner
  double cell = 10;
  std::string crs = "EPSG:32654";
  std::string value = "ramp";
  int bands = 1;
  std::vector<std::string> descriptions;
  std::optional<double> no_data;
  std::string unit;
  std::string type = "Float32";
  double rotate_deg = 0;
  bool south_up = false;
  bool no_crs = false;
  bool no_geotransform = false;
  bool nan = false;
  std::optional<double> block;
  bool gcps = false;
  bool complex = false;
  std::vector<std::string> metadata;  // KEY=VALUE
};

// Deterministic everywhere: the distributions of the standard library are not.
double uniform(std::mt19937_64& engine) { return static_cast<double>(engine() >> 11U) * 0x1.0p-53; }

constexpr int kFold = 300;

// Row-major values of one band: a constant, column + row + band, the same going up and down between
// 0 and 300, or the intensity of single-look speckle.
std::vector<double> make_values(const Options& options, int band) {
  const int cols = options.size[0];
  const int rows = options.size[1];
  std::vector<double> values(static_cast<std::size_t>(cols) * rows);
  if (options.value == "ramp" || options.value == "folds") {
    for (int i = 0; i < cols * rows; ++i) {
      const int ramp = i % cols + i / cols + band;
      values[i] = options.value == "ramp" ? ramp : std::abs(ramp % (2 * kFold) - kFold);
    }
  } else if (options.value.rfind("noise:", 0) == 0) {
    std::mt19937_64 engine(std::stoull(options.value.substr(6)) * 1000 + band);
    for (double& value : values) value = -std::log(1 - uniform(engine));
  } else {
    values.assign(values.size(), std::stod(options.value));
  }
  for (int row = rows / 3; options.block && row < 2 * rows / 3; ++row) {
    for (int col = cols / 3; col < 2 * cols / 3; ++col) {
      values[static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) +
             static_cast<std::size_t>(col)] = *options.block;
    }
  }
  if (options.nan) values[values.size() / 2] = std::numeric_limits<double>::quiet_NaN();
  return values;
}

std::array<double, 6> geotransform(const Options& options) {
  const double angle = options.rotate_deg * M_PI / 180;
  const double down = options.south_up ? options.cell : -options.cell;
  const double top =
      options.south_up ? options.origin[1] - options.cell * options.size[1] : options.origin[1];
  return {options.origin[0],
          options.cell * std::cos(angle),
          -down * std::sin(angle),
          top,
          options.cell * std::sin(angle),
          down * std::cos(angle)};
}

void set_gcps(GDALDataset& file, const std::array<double, 6>& transform,
              const OGRSpatialReference* crs) {
  const int cols = file.GetRasterXSize();
  const int rows = file.GetRasterYSize();
  std::vector<GDAL_GCP> points(4);
  GDALInitGCPs(static_cast<int>(points.size()), points.data());
  for (int i = 0; i < 4; ++i) {
    GDAL_GCP& point = points[i];
    point.dfGCPPixel = i % 2 == 0 ? 0 : cols;
    point.dfGCPLine = i < 2 ? 0 : rows;
    GDALApplyGeoTransform(const_cast<double*>(transform.data()), point.dfGCPPixel, point.dfGCPLine,
                          &point.dfGCPX, &point.dfGCPY);
  }
  file.SetGCPs(static_cast<int>(points.size()), points.data(), crs);
  GDALDeinitGCPs(static_cast<int>(points.size()), points.data());
}

void make(const Options& options) {
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(options.driver.c_str());
  if (driver == nullptr) throw std::runtime_error("no driver " + options.driver);
  const GDALDataType type =
      options.complex ? GDT_CFloat32 : GDALGetDataTypeByName(options.type.c_str());
  if (type == GDT_Unknown) throw std::runtime_error("no type " + options.type);

  const std::unique_ptr<GDALDataset> file(driver->Create(
      options.out.c_str(), options.size[0], options.size[1], options.bands, type, nullptr));
  if (!file) throw std::runtime_error("cannot create " + options.out);

  OGRSpatialReference crs;
  crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  if (!options.no_crs && crs.SetFromUserInput(options.crs.c_str()) != OGRERR_NONE) {
    throw std::runtime_error("no reference system " + options.crs);
  }
  std::array<double, 6> transform = geotransform(options);
  if (options.gcps) {
    set_gcps(*file, transform, &crs);
  } else {
    if (!options.no_crs) file->SetSpatialRef(&crs);
    if (!options.no_geotransform) file->SetGeoTransform(transform.data());
  }
  for (const std::string& item : options.metadata) {
    const std::size_t split = item.find('=');
    file->SetMetadataItem(item.substr(0, split).c_str(), item.substr(split + 1).c_str());
  }

  for (int index = 1; index <= options.bands; ++index) {
    GDALRasterBand& band = *file->GetRasterBand(index);
    if (index <= static_cast<int>(options.descriptions.size())) {
      band.SetDescription(options.descriptions[index - 1].c_str());
    }
    if (options.no_data) band.SetNoDataValue(*options.no_data);
    if (!options.unit.empty()) band.SetUnitType(options.unit.c_str());
    std::vector<double> values = make_values(options, index);
    if (band.RasterIO(GF_Write, 0, 0, options.size[0], options.size[1], values.data(),
                      options.size[0], options.size[1], GDT_Float64, 0, 0) != CE_None) {
      throw std::runtime_error("cannot write " + options.out);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Makes a tiny raster file, whole or with a chosen fault");
  app.add_option("out", options.out, "File to make")->required();
  app.add_option("--driver", options.driver, "GDAL driver")->capture_default_str();
  app.add_option("--size", options.size, "Columns × rows")->delimiter('x')->expected(2);
  app.add_option("--origin", options.origin, "x,y of the upper left corner")
      ->delimiter(',')
      ->expected(2);
  app.add_option("--cell", options.cell, "Cell size in units of the reference system");
  app.add_option("--crs", options.crs, "Reference system")->capture_default_str();
  app.add_option("--value", options.value,
                 "A number, ramp, folds, or noise:SEED (mean 1, single look)");
  app.add_option("--bands", options.bands, "Number of bands");
  app.add_option("--descriptions", options.descriptions, "Names of the bands")->delimiter(',');
  app.add_option("--nodata", options.no_data, "No-data value");
  app.add_option("--unit", options.unit, "Unit of the bands");
  app.add_option("--type", options.type, "GDAL data type")->capture_default_str();
  app.add_option("--metadata", options.metadata, "KEY=VALUE of the file");
  app.add_option("--rotate", options.rotate_deg, "Turn the grid counter-clockwise by degrees");
  app.add_flag("--south-up", options.south_up, "First row in the south");
  app.add_flag("--no-crs", options.no_crs, "No reference system");
  app.add_flag("--no-geotransform", options.no_geotransform, "No position");
  app.add_flag("--nan", options.nan, "NaN in the middle cell");
  app.add_option("--block", options.block, "That value in the middle third of rows and columns");
  app.add_flag("--gcps", options.gcps, "Ground control points instead of a geotransform");
  app.add_flag("--complex", options.complex, "Complex values");
  CLI11_PARSE(app, argc, argv);
  GDALAllRegister();
  try {
    make(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_raster: %s\n", error.what());
    return 1;
  }
  return 0;
}
