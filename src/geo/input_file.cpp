// Opening files that somebody else made: what may be opened, and by which drivers.

#include <unistd.h>

#include <array>
#include <filesystem>
#include <system_error>

#include "core/error.h"
#include "geo/gdal.h"
#include "geo/gdal_internal.h"

namespace scarp::geo {
namespace fs = std::filesystem;
namespace {

// MEM is missing on purpose: its file names are addresses in memory.
constexpr std::array<const char*, 9> kRasterDrivers{"GTiff",   "ENVI", "EHdr", "HFA",  "SRTMHGT",
                                                    "AAIGrid", "DTED", "PNG",  nullptr};
constexpr std::array<const char*, 4> kVectorDrivers{"GPKG", "GeoJSON", "ESRI Shapefile", nullptr};

bool starts_with(const std::string& text, const char* start) { return text.rfind(start, 0) == 0; }

DatasetPtr open(const std::string& path, unsigned kind, const char* const* drivers) {
  initialise();
  const unsigned flags = kind | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR;
  return DatasetPtr(GDALDataset::Open(path.c_str(), flags, drivers));
}

}  // namespace

// /vsizip/ and /vsimem/ stay on this machine; other handlers, also nested ones, may not.
void require_allowed_path(const std::string& path) {
  initialise();
  if (!starts_with(path, "/vsi")) return;
  const bool local = (starts_with(path, "/vsizip/") || starts_with(path, "/vsimem/")) &&
                     path.find("/vsi", 1) == std::string::npos;
  if (!local) {
    throw Error({"this kind of GDAL path is not allowed", path,
                 "Copy the file to this machine and name it there; /vsizip/ works too"});
  }
}

void require_readable_file(const std::string& path) {
  require_allowed_path(path);
  if (starts_with(path, "/vsi")) {
    VSIStatBufL status;
    if (VSIStatL(path.c_str(), &status) == 0) return;
    throw Error({"no such file", path, "Check the path"});
  }
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    throw Error({"no such file", path, "Check the path"});
  }
  if (fs::is_directory(status)) throw Error({"is a folder", path, "Name a file inside it"});
  if (access(path.c_str(), R_OK) != 0) {
    throw Error({"may not be read", path, "Check the permissions of the file and its folder"});
  }
  if (!fs::is_regular_file(status)) throw Error({"is not a file", path, ""});
  if (fs::file_size(path, error) == 0) {
    throw Error({"is empty", path, "Copy or download it again"});
  }
}

DatasetPtr open_raster(const std::string& path) {
  return open(path, GDAL_OF_RASTER, kRasterDrivers.data());
}

DatasetPtr open_vector(const std::string& path) {
  return open(path, GDAL_OF_VECTOR, kVectorDrivers.data());
}

}  // namespace scarp::geo
