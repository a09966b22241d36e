#pragma once

#include <string>
#include <vector>

#include "core/grid.h"
#include "product/map_package.h"

namespace scarp::product {

/// A raster that a project shows.
struct ProjectRaster {
  std::string title;
  std::string file;  ///< relative to the project
  /// Classes by value; empty: a ramp from 0 to 1 above `threshold`, or grey without one.
  struct Class {
    int value;
    const char* colour;  ///< "#rrggbb"
    const char* label;
  };
  std::vector<Class> classes;
  double threshold = 0;
  bool visible = false;
};

struct QgisProject {
  std::string title;
  Grid grid;
  std::string package;  ///< GeoPackage, relative to the project
  LayerNames names;
  std::vector<ProjectRaster> rasters;  ///< the first on top
  bool edited = false;                 ///< the package has the machine's landslides, too
};

/// The content of a QGIS 3 project file: the layers of the GeoPackage over the rasters.
std::string qgis_project(const QgisProject& project);

}  // namespace scarp::product
