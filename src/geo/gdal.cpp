#include "geo/gdal.h"

#include <fmt/format.h>
#include <gdal_frmts.h>
#include <ogr_srs_api.h>
#include <ogrsf_frmts.h>
#include <proj.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <thread>

#include "core/error.h"
#include "core/memory.h"
#include "geo/crs_internal.h"
#include "geo/gdal_internal.h"

extern "C" void CPL_DLL GDALRegister_COG(void);  // gdal_frmts.h of GDAL 3.6 forgets it

namespace scarp::geo {
namespace {

// A name of our own: GDAL's GDAL_NUM_THREADS would also make every read start threads.
constexpr const char* kThreadsKey = "SCARP_NUM_THREADS";

void configure() {
  CPLSetErrorHandler(CPLQuietErrorHandler);
  CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
  CPLSetConfigOption("OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z");
  // Blocks kept in memory, MB: files are read in order, so that little is needed twice.
  const int cache_mb = static_cast<int>(64 * memory_share());
  CPLSetConfigOption("GDAL_CACHEMAX", std::to_string(cache_mb).c_str());
  // Of temporary overviews, which pass through that cache: many small ones would choke it.
  CPLSetConfigOption("GDAL_TIFF_OVR_BLOCKSIZE", "512");
  OSRSetPROJEnableNetwork(FALSE);
  // PROJ would print what it makes of a system beside the error that comes of it.
  proj_log_level(nullptr, PJ_LOG_NONE);
}

// What mappers have: GeoTIFF (SNAP, HyP3, OPERA, Earth Engine, Copernicus DEM), ENVI (SNAP's
// BEAM-DIMAP), HFA, SRTM, and the plain grids of older DEMs. Left out on purpose: VRT, which can
// name other files and addresses, and netCDF and HDF5, whose libraries crash on broken files.
void register_drivers() {
  GDALRegister_MEM();
  GDALRegister_GTiff();
  GDALRegister_COG();
  GDALRegister_PNG();
  GDALRegister_ENVI();
  GDALRegister_EHdr();
  GDALRegister_HFA();
  GDALRegister_SRTMHGT();
  GDALRegister_AAIGrid();
  GDALRegister_DTED();
  RegisterOGRGeoPackage();
  RegisterOGRGeoJSON();
  RegisterOGRShape();
}

}  // namespace

void initialise() {
  static std::once_flag once;
  std::call_once(once, [] {
    configure();
    register_drivers();
  });
}

void set_threads(int threads) {
  CPLSetConfigOption(kThreadsKey, std::to_string(std::max(1, threads)).c_str());
}

std::string thread_option() {
  const std::string processors = std::to_string(std::max(1U, std::thread::hardware_concurrency()));
  return CPLGetConfigOption(kThreadsKey, processors.c_str());
}

Complaints::Complaints() { CPLPushErrorHandlerEx(hear, this); }
Complaints::~Complaints() { CPLPopErrorHandler(); }

void Complaints::hear(CPLErr severity, CPLErrorNum, const char* message) {
  auto* self = static_cast<Complaints*>(CPLGetErrorHandlerUserData());
  if (severity < CE_Failure || self->failed()) return;
  self->first_ = *message != '\0' ? message : "unknown failure";
}

std::string Complaints::add_to(const std::string& what) const {
  return failed() ? fmt::format("{} ({})", what, first_) : what;
}

GDALDriver& driver(const char* name) {
  initialise();
  GDALDriver* found = GetGDALDriverManager()->GetDriverByName(name);
  if (found == nullptr) {
    throw Error({fmt::format("the GDAL library lacks its driver {}", name), "",
                 "Install GDAL with this driver"});
  }
  return *found;
}

std::array<double, 6> geotransform(const Grid& grid) {
  const Affine& a = grid.affine();
  return {a.x0, a.x_per_col, a.x_per_row, a.y0, a.y_per_col, a.y_per_row};
}

void place(GDALDataset& dataset, const Grid& grid) {
  std::array<double, 6> terms = geotransform(grid);
  dataset.SetGeoTransform(terms.data());
  if (!grid.crs()) return;
  const OGRSpatialReference system = to_ogr(*grid.crs());
  dataset.SetSpatialRef(&system);
}

DatasetPtr memory_dataset(Size size) {
  DatasetPtr dataset(driver("MEM").Create("", size.cols, size.rows, 0, GDT_Byte, nullptr));
  if (!dataset) throw Error({"GDAL cannot make a raster in memory", "", ""});
  return dataset;
}

void add_memory_band(GDALDataset& dataset, GDALDataType type, void* values) {
  char pointer[32] = {};
  CPLPrintPointer(pointer, values, sizeof(pointer) - 1);
  CPLStringList options;
  options.SetNameValue("DATAPOINTER", pointer);
  if (dataset.AddBand(type, options.List()) != CE_None) {
    throw Error({"GDAL cannot use a raster in memory", "", ""});
  }
}

}  // namespace scarp::geo
