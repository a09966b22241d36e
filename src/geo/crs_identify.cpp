// Programs write one and the same reference system in many ways. Here each becomes its EPSG entry
// where it is one, so that the same system compares equal whatever file it comes from.

#include <cctype>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "geo/crs_internal.h"
#include "geo/gdal.h"
#include "geo/gdal_internal.h"

namespace scarp::geo {
namespace {

std::string authority(const OGRSpatialReference& system) {
  const char* name = system.GetAuthorityName(nullptr);
  return name != nullptr ? name : "";
}

std::string code(const OGRSpatialReference& system) {
  const char* value = system.GetAuthorityCode(nullptr);
  return value != nullptr ? value : "";
}

bool same(const OGRSpatialReference& a, const OGRSpatialReference& b) {
  CPLStringList options;
  options.SetNameValue("CRITERION", "EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS");
  options.SetNameValue("IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING", "YES");
  return a.IsSame(&b, options.List()) != 0;
}

OGRSpatialReference epsg(int number) {
  OGRSpatialReference system;
  system.importFromEPSG(number);
  return system;
}

bool has_wgs84_ellipsoid(const OGRSpatialReference& system) {
  return std::abs(system.GetSemiMajor() - 6378137.0) < 1e-3 &&
         std::abs(system.GetInvFlattening() - 298.257223563) < 1e-6;
}

// "WGS84", "D_WGS_1984", "World Geodetic System 1984" …
bool names_wgs84(const OGRSpatialReference& system) {
  const char* datum = system.GetAttrValue("DATUM");
  std::string letters;
  for (const char* c = datum; c != nullptr && *c != '\0'; ++c) {
    if (std::isalnum(static_cast<unsigned char>(*c)))
      letters += static_cast<char>(std::toupper(*c));
  }
  return letters == "WGS84" || letters == "WGS1984" || letters == "DWGS84" ||
         letters == "DWGS1984" || letters == "WORLDGEODETICSYSTEM1984";
}

// SNAP calls the datum "WGS84", which PROJ does not take for WGS 84; others add a shift of nothing.
void mend_datum(OGRSpatialReference& system) {
  system.StripTOWGS84IfKnownDatum();
  double shift[7] = {};
  if (system.GetTOWGS84(shift) == OGRERR_NONE) return;
  if (!names_wgs84(system) || !has_wgs84_ellipsoid(system)) return;
  const OGRSpatialReference wgs84 = epsg(4326);
  if (system.IsGeographic()) {
    system = wgs84;
  } else {
    system.CopyGeogCSFrom(&wgs84);
  }
}

// A compound system keeps its horizontal part, a three-dimensional one its first two axes.
OGRSpatialReference horizontal(const OGRSpatialReference& system) {
  OGRSpatialReference flat(system);
  if (flat.IsCompound()) flat.StripVertical();
  if (flat.GetAxesCount() == 3) flat.DemoteTo2D(nullptr);
  return flat;
}

// Local and geocentric systems, rotated poles and angles in grads have no place in the arithmetic.
bool usable(const OGRSpatialReference& system) {
  const char* name = system.GetName();
  if (name == nullptr || std::strncmp(name, "Undefined", 9) == 0) return false;  // of GeoPackages
  if (system.IsLocal() || system.IsGeocentric() || system.IsDerivedGeographic()) return false;
  if (system.IsProjected()) return true;
  const double degree = system.GetAngularUnits();
  return system.IsGeographic() && std::abs(degree - M_PI / 180) < 1e-12;
}

OGRSpatialReference identify(const OGRSpatialReference& system) {
  if (authority(system) == "EPSG") {
    OGRSpatialReference listed = epsg(std::atoi(code(system).c_str()));
    if (same(system, listed)) return listed;  // else the text is right and the code is wrong
  }
  int count = 0;
  int* confidence = nullptr;
  OGRSpatialReferenceH* matches =
      OSRFindMatches(OGRSpatialReference::ToHandle(const_cast<OGRSpatialReference*>(&system)),
                     nullptr, &count, &confidence);
  OGRSpatialReference best(system);
  for (int i = 0; i < count; ++i) {  // most likely first
    const OGRSpatialReference& match = *OGRSpatialReference::FromHandle(matches[i]);
    if (authority(match) != "EPSG" || match.GetAxesCount() != 2 || !same(system, match)) continue;
    best = epsg(std::atoi(code(match).c_str()));
    break;
  }
  OSRFreeSRSArray(matches);
  CPLFree(confidence);
  return best;
}

std::string wkt(const OGRSpatialReference& system) {
  CPLStringList options;
  options.SetNameValue("FORMAT", "WKT2_2019");
  char* text = nullptr;
  system.exportToWkt(&text, options.List());
  const std::unique_ptr<char, void (*)(void*)> owner(text, VSIFree);
  return text != nullptr ? text : "";
}

}  // namespace

CrsPtr from_ogr(const OGRSpatialReference* system) {
  if (system == nullptr || system->IsEmpty()) return nullptr;
  initialise();
  const Complaints quiet;
  OGRSpatialReference flat = horizontal(*system);
  if (!usable(flat)) return nullptr;
  mend_datum(flat);
  const OGRSpatialReference known = identify(flat);

  Crs crs;
  const char* title = known.GetName();
  crs.name = authority(known).empty() ? (title != nullptr ? title : "unnamed")
                                      : authority(known) + ":" + code(known);
  crs.wkt = wkt(known);
  if (crs.wkt.empty()) return nullptr;
  crs.geographic = known.IsGeographic() != 0;
  crs.metres_per_unit = crs.geographic ? 1.0 : known.GetLinearUnits();
  return std::make_shared<const Crs>(std::move(crs));
}

}  // namespace scarp::geo
