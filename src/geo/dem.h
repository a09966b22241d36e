#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "core/raster.h"
#include "geo/raster_file.h"

namespace scarp::geo {

/// A terrain model: a file of heights in m. What cannot be a height (plausible_height) is NaN, like
/// what the file declares as no data. From any thread.
class Dem final : public RasterSource {
 public:
  /// `no_data` is a gap too, whatever the file declares. Throws Error like RasterFile, and for
  /// files without a position, of several bands, or of something else than metres.
  explicit Dem(const std::string& path, std::optional<double> no_data = std::nullopt);

  const Grid& grid() const override { return file_.grid(); }
  int band_count() const override { return 1; }
  Image<float> read(int band, const Window& window) const override;

  const std::string& path() const { return file_.path(); }
  const std::optional<VerticalReference>& vertical_reference() const {
    return file_.vertical_reference();
  }

  /// Whether something that was read cannot be a height.
  bool met_implausible() const { return met_implausible_; }

 private:
  RasterFile file_;
  std::optional<float> no_data_;
  mutable std::atomic<bool> met_implausible_{false};
};

/// What of a terrain model is needed for `area` and `margin_m` around it, at the model's own cells
/// (north-up ones where the model is rotated). Longitudes are counted on across the antimeridian.
/// Nothing when the model does not touch the area.
std::optional<Raster<float>> read_dem_part(const Dem& dem, const Grid& area, double margin_m);

/// The same; throws Error when the model does not touch the area.
Raster<float> read_dem(const Dem& dem, const Grid& area, double margin_m);

}  // namespace scarp::geo
