#pragma once

#include <vector>

#include "core/grid.h"

namespace scarp {

/// Longitude and latitude in degrees on the WGS 84 ellipsoid.
struct LonLat {
  double lon_deg = 0;
  double lat_deg = 0;
};

/// Turns places of one coordinate reference system into longitude and latitude, many at a time.
class Projection {
 public:
  virtual ~Projection() = default;

  /// In the order of `places`; NaN for places that the system does not know. Safe to call from
  /// several threads at once.
  virtual std::vector<LonLat> to_lon_lat(const std::vector<Point>& places) const = 0;

  /// The other way round.
  virtual std::vector<Point> from_lon_lat(const std::vector<LonLat>& places) const = 0;
};

}  // namespace scarp
