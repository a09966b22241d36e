#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/raster.h"
#include "core/raster_source.h"

namespace scarp::geo {

/// What a file says of one band.
struct BandInfo {
  std::string description;  ///< "VV", "slope"; may be empty
  std::string unit;         ///< "dB", "degree"; may be empty
  std::string type;         ///< GDAL's name: "Float32"
  std::optional<double> no_data;
  std::map<std::string, std::string> metadata;
};

/// What a file says its heights are measured from.
struct VerticalReference {
  std::string name;  ///< "EGM96 height"; "ellipsoid" for three-dimensional systems
  double metres_per_unit = 1;
};

/// A raster file of any allowed GDAL driver, read by windows. Scale and offset are applied,
/// no-data, infinite values and masked cells are NaN. South-up files are turned north-up while
/// reading. Windows may be read from several threads at once: each uses a handle of its own.
class RasterFile final : public RasterSource {
 public:
  /// Throws Error: missing, not a raster, no band, complex values, broken geotransform. A file
  /// without a reference system or position opens; `require_georeference` refuses it.
  explicit RasterFile(const std::string& path);
  ~RasterFile() override;
  RasterFile(RasterFile&&) noexcept;

  const Grid& grid() const override;
  int band_count() const override;
  Image<float> read(int band, const Window& window) const override;
  std::vector<Image<float>> read_all(const Window& window) const override;
  void read_into(const Window& window, std::vector<Image<float>>& images, int row,
                 int col) const override;
  void rest() const override;

  const std::string& path() const;
  const BandInfo& band(int band) const;  ///< first is 1
  const std::map<std::string, std::string>& metadata() const;
  const std::optional<VerticalReference>& vertical_reference() const;

  /// Throws Error when the file has no position or no reference system.
  void require_georeference() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// One whole band.
Raster<float> read_band(const RasterFile& file, int band = 1);

}  // namespace scarp::geo
