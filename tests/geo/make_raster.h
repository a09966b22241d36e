#pragma once

#include <gdal_priv.h>
#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/image.h"

namespace scarp::test {

/// A raster made by GDAL itself, also such as scarp never writes.
struct RasterRecipe {
  std::string driver = "GTiff";
  Size size{3, 4};
  int bands = 1;
  GDALDataType type = GDT_Float32;
  std::optional<std::array<double, 6>> geotransform =
      std::array<double, 6>{500000, 10, 0, 4700000, 0, -10};
  std::string crs = "EPSG:32654";
  std::vector<std::string> options;
  std::function<void(GDALDataset&)> finish;  ///< whatever else is to be done to it
};

/// Cells of band b hold 100·b + 10·row + col.
void make_raster(const std::filesystem::path& path, const RasterRecipe& recipe = {});

/// What make_raster puts there.
float cell_value(int band, int row, int col);

}  // namespace scarp::test
