#pragma once

// What the sources of geo/ share of GDAL. No public header includes this one.

#include <cpl_string.h>
#include <gdal_priv.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "core/grid.h"
#include "core/image.h"

namespace scarp::geo {

/// Closes on the way out; what goes wrong then is lost. Writers call `close` instead.
struct DatasetCloser {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using DatasetPtr = std::unique_ptr<GDALDataset, DatasetCloser>;

/// Collects what GDAL complains of in this thread while it lives. The first failure is kept: it is
/// the cause, later ones follow from it.
class Complaints {
 public:
  Complaints();
  ~Complaints();
  Complaints(const Complaints&) = delete;
  Complaints& operator=(const Complaints&) = delete;

  bool failed() const { return !first_.empty(); }

  /// `what`, followed by GDAL's words where there are any.
  std::string add_to(const std::string& what) const;

 private:
  static void CPL_STDCALL hear(CPLErr severity, CPLErrorNum number, const char* message);

  std::string first_;
};

/// For the option NUM_THREADS.
std::string thread_option();

/// Throws Error when `path` leads to a network or another of GDAL's special places.
void require_allowed_path(const std::string& path);

/// Throws Error when `path` is no readable file that GDAL may be given: missing, a folder, without
/// permission, or on a network.
void require_readable_file(const std::string& path);

/// Opens for reading, one of the allowed kinds only; null when GDAL does not know the file.
DatasetPtr open_raster(const std::string& path);
DatasetPtr open_vector(const std::string& path);

/// Throws Error when GDAL lacks the driver.
GDALDriver& driver(const char* name);

template <typename T>
inline constexpr GDALDataType kGdalType = GDT_Unknown;
template <>
inline constexpr GDALDataType kGdalType<std::uint8_t> = GDT_Byte;
template <>
inline constexpr GDALDataType kGdalType<std::int32_t> = GDT_Int32;
template <>
inline constexpr GDALDataType kGdalType<float> = GDT_Float32;

/// In the order of GDAL.
std::array<double, 6> geotransform(const Grid& grid);

/// Gives a dataset the position and reference system of `grid`.
void place(GDALDataset& dataset, const Grid& grid);

/// A dataset in memory, without bands.
DatasetPtr memory_dataset(Size size);

/// Adds a band whose cells are `values`, row by row: no copy, so `values` must outlive `dataset`.
void add_memory_band(GDALDataset& dataset, GDALDataType type, void* values);

/// The same for sources, which GDAL only reads.
template <typename T>
void add_memory_band(GDALDataset& dataset, const Image<T>& image) {
  add_memory_band(dataset, kGdalType<T>, const_cast<T*>(image.values().data()));
}

}  // namespace scarp::geo
