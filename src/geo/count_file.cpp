#include "geo/count_file.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "geo/gdal_internal.h"
#include "geo/output_file.h"

namespace scarp::geo {
namespace {

constexpr int kStripRows = 256;

// Written so that NaN becomes 0.
std::uint16_t to_count(float value) {
  constexpr float kMost = std::numeric_limits<std::uint16_t>::max();
  return value > 0 ? static_cast<std::uint16_t>(std::lround(std::min(value, kMost))) : 0;
}

CPLStringList layout(const CountFileOptions& options) {
  CPLStringList list;
  list.SetNameValue("BLOCKYSIZE", "1");
  list.SetNameValue("BIGTIFF", "IF_SAFER");
  if (options.compress) {
    list.SetNameValue("COMPRESS", "ZSTD");
    list.SetNameValue("ZSTD_LEVEL", "1");
  }
  return list;
}

bool write_strip(GDALRasterBand& band, const Window& window, const Image<float>& values) {
  std::vector<std::uint16_t> counts(values.values().size());
  std::transform(values.values().begin(), values.values().end(), counts.begin(), to_count);
  return band.RasterIO(GF_Write, window.col, window.row, window.cols, window.rows, counts.data(),
                       window.cols, window.rows, GDT_UInt16, 0, 0, nullptr) == CE_None;
}

}  // namespace

void write_counts(const std::filesystem::path& path, const RasterSource& source,
                  const CountFileOptions& options) {
  OutputFile file(path);
  const Size size = source.grid().size();
  const Complaints complaints;
  DatasetPtr dataset(driver("GTiff").Create(file.aside().c_str(), size.cols, size.rows, 1,
                                            GDT_UInt16, layout(options).List()));
  if (!dataset) throw_unwritten(path, complaints.add_to("GeoTIFF"));
  for (const Tile& strip : strips(size, kStripRows, 0)) {
    if (!write_strip(*dataset->GetRasterBand(1), strip.inner, source.read(1, strip.inner))) {
      throw_unwritten(path, complaints.add_to("GeoTIFF"));
    }
  }
  dataset->FlushCache(true);
  dataset.reset();
  if (complaints.failed()) throw_unwritten(path, complaints.add_to("GeoTIFF"));
  file.commit();
}

}  // namespace scarp::geo
