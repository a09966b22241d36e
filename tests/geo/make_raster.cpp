#include "make_raster.h"

#include <ogr_spatialref.h>

#include <stdexcept>

#include "geo/gdal.h"

namespace scarp::test {

float cell_value(int band, int row, int col) {
  return static_cast<float>(100 * band + 10 * row + col);
}

void make_raster(const std::filesystem::path& path, const RasterRecipe& recipe) {
  geo::initialise();
  CPLStringList options;
  for (const std::string& option : recipe.options) options.AddString(option.c_str());
  GDALDataset* dataset = GetGDALDriverManager()
                             ->GetDriverByName(recipe.driver.c_str())
                             ->Create(path.c_str(), recipe.size.cols, recipe.size.rows,
                                      recipe.bands, recipe.type, options.List());
  if (dataset == nullptr) throw std::runtime_error("GDAL cannot make " + path.string());
  if (recipe.geotransform) {
    std::array<double, 6> terms = *recipe.geotransform;
    dataset->SetGeoTransform(terms.data());
  }
  if (!recipe.crs.empty()) {
    OGRSpatialReference system;
    system.SetFromUserInput(recipe.crs.c_str());
    dataset->SetSpatialRef(&system);
  }
  for (int band = 1; band <= recipe.bands; ++band) {
    std::vector<float> row(static_cast<std::size_t>(recipe.size.cols));
    for (int r = 0; r < recipe.size.rows; ++r) {
      for (int c = 0; c < recipe.size.cols; ++c) {
        row[static_cast<std::size_t>(c)] = cell_value(band, r, c);
      }
      if (dataset->GetRasterBand(band)->RasterIO(GF_Write, 0, r, recipe.size.cols, 1, row.data(),
                                                 recipe.size.cols, 1, GDT_Float32, 0, 0,
                                                 nullptr) != CE_None) {
        throw std::runtime_error("GDAL cannot fill " + path.string());
      }
    }
  }
  if (recipe.finish) recipe.finish(*dataset);
  GDALClose(dataset);
}

}  // namespace scarp::test
