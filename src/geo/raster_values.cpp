#include "geo/raster_values.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace scarp::geo {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

template <typename T>
bool read_cells(GDALRasterBand& band, const Window& window, GDALDataType type, T* cells) {
  return band.RasterIO(GF_Read, window.col, window.row, window.cols, window.rows, cells,
                       window.cols, window.rows, type, 0, 0, nullptr) == CE_None;
}

// Floats cannot tell all whole numbers above 2^24 apart.
bool needs_double(GDALDataType type) {
  return type != GDT_Byte && type != GDT_Int16 && type != GDT_UInt16 && type != GDT_Float32;
}

bool read_floats(GDALRasterBand& band, const Window& window, Image<float>& image) {
  if (!read_cells(band, window, GDT_Float32, image.values().data())) return false;
  const std::optional<double> missing = no_data(band);
  if (!missing || std::isnan(*missing)) return true;
  std::replace(image.values().begin(), image.values().end(), to_float(*missing), kNaN);
  return true;
}

bool read_doubles(GDALRasterBand& band, const Window& window, Image<float>& image) {
  std::vector<double> cells(image.values().size());
  if (!read_cells(band, window, GDT_Float64, cells.data())) return false;
  const double missing = no_data(band).value_or(std::numeric_limits<double>::quiet_NaN());
  const auto narrow = [missing](double cell) {
    const bool beyond = std::abs(cell) > std::numeric_limits<float>::max();
    return cell == missing || beyond ? kNaN : static_cast<float>(cell);
  };
  std::transform(cells.begin(), cells.end(), image.values().begin(), narrow);
  return true;
}

void scale(GDALRasterBand& band, Image<float>& image) {
  const double factor = band.GetScale();
  const double offset = band.GetOffset();
  if (factor == 1 && offset == 0) return;
  for (float& value : image.values()) value = static_cast<float>(value * factor + offset);
}

void drop_infinite(Image<float>& image) {
  for (float& value : image.values()) {
    if (std::isinf(value)) value = kNaN;
  }
}

// A mask other than the one GDAL derives from the no-data value: a mask band, or transparency.
bool apply_mask(GDALRasterBand& band, const Window& window, Image<float>& image) {
  const int flags = band.GetMaskFlags();
  if ((flags & GMF_ALL_VALID) != 0 || flags == GMF_NODATA) return true;
  std::vector<std::uint8_t> mask(image.values().size());
  if (!read_cells(*band.GetMaskBand(), window, GDT_Byte, mask.data())) return false;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == 0) image.values()[i] = kNaN;
  }
  return true;
}

}  // namespace

float to_float(double value) {
  constexpr double kMax = std::numeric_limits<float>::max();
  return static_cast<float>(std::clamp(value, -kMax, kMax));
}

std::optional<double> no_data(GDALRasterBand& band) {
  int present = FALSE;
  double value = 0;
  switch (band.GetRasterDataType()) {  // 64-bit whole numbers have calls of their own
    case GDT_Int64:
      value = static_cast<double>(band.GetNoDataValueAsInt64(&present));
      break;
    case GDT_UInt64:
      value = static_cast<double>(band.GetNoDataValueAsUInt64(&present));
      break;
    default:
      value = band.GetNoDataValue(&present);
  }
  return present ? std::optional(value) : std::nullopt;
}

bool read_values(GDALRasterBand& band, const Window& window, Image<float>& image) {
  const bool read = needs_double(band.GetRasterDataType()) ? read_doubles(band, window, image)
                                                           : read_floats(band, window, image);
  if (!read) return false;
  scale(band, image);
  drop_infinite(image);
  return apply_mask(band, window, image);
}

}  // namespace scarp::geo
