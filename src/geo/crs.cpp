#include "geo/crs.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "core/error.h"
#include "geo/crs_internal.h"
#include "geo/gdal.h"
#include "geo/gdal_internal.h"

namespace scarp::geo {

OGRSpatialReference to_ogr(const Crs& crs) {
  initialise();
  OGRSpatialReference system;
  if (system.importFromWkt(crs.wkt.c_str()) != OGRERR_NONE) {
    throw Error({fmt::format("the reference system {} is not understood", crs.name), "", ""});
  }
  system.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  return system;
}

CrsPtr parse_crs(const std::string& text) {
  initialise();
  const Complaints complaints;
  CPLStringList options;
  options.SetNameValue("ALLOW_NETWORK_ACCESS", "NO");
  options.SetNameValue("ALLOW_FILE_ACCESS", "NO");
  OGRSpatialReference system;
  if (system.SetFromUserInput(text.c_str(), options.List()) != OGRERR_NONE) {
    throw Error({fmt::format("\"{}\" is not a coordinate reference system", text), "",
                 "Give a code such as EPSG:32654, or WKT"});
  }
  CrsPtr crs = from_ogr(&system);
  if (!crs) {
    throw Error({fmt::format("\"{}\" has no longitude and latitude, easting and northing", text),
                 "", "Give a geographic or projected system such as EPSG:32654"});
  }
  return crs;
}

CrsPtr wgs84() {
  static const CrsPtr crs = parse_crs("EPSG:4326");
  return crs;
}

CrsPtr utm_crs(double longitude_deg, double latitude_deg) {
  if (!std::isfinite(longitude_deg) || !(latitude_deg >= -80 && latitude_deg <= 84)) {
    throw Error({fmt::format("longitude {:g}, latitude {:g} is in no UTM zone", longitude_deg,
                             latitude_deg),
                 "", "Choose a polar system, for example EPSG:3413 or EPSG:3031"});
  }
  const double from_west = longitude_deg + 180 - 360 * std::floor((longitude_deg + 180) / 360);
  const int zone = std::min(60, static_cast<int>(from_west / 6) + 1);
  return parse_crs(fmt::format("EPSG:{}", (latitude_deg < 0 ? 32700 : 32600) + zone));
}

}  // namespace scarp::geo
