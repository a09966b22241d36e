#pragma once

#include <memory>
#include <string>

namespace scarp {

/// A coordinate reference system as far as arithmetic needs it; `geo` makes and interprets it.
/// Coordinates are always x = easting or longitude, y = northing or latitude.
struct Crs {
  std::string name;              ///< "EPSG:32654" where there is a code, else the title
  std::string wkt;               ///< WKT2, the identity of the system
  bool geographic = false;       ///< coordinates are longitude and latitude in degrees
  double metres_per_unit = 1.0;  ///< of projected coordinates
};

using CrsPtr = std::shared_ptr<const Crs>;

/// Both missing, or both the same system.
bool same_crs(const CrsPtr& a, const CrsPtr& b);

}  // namespace scarp
