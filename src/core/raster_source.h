#pragma once

#include <vector>

#include "core/grid.h"
#include "core/image.h"

namespace scarp {

/// Anything that yields bands of values on one grid, window by window.
class RasterSource {
 public:
  virtual ~RasterSource() = default;

  virtual const Grid& grid() const = 0;
  virtual int band_count() const = 0;

  /// Values of band `band` (first is 1) inside `window`, which must lie within the grid. No-data is
  /// NaN. Safe to call from several threads at once.
  virtual Image<float> read(int band, const Window& window) const = 0;

  /// The same of all bands: files whose bands are stored together are decoded once.
  virtual std::vector<Image<float>> read_all(const Window& window) const {
    std::vector<Image<float>> bands;
    for (int band = 1; band <= band_count(); ++band) bands.push_back(read(band, window));
    return bands;
  }

  /// The same into `images`, one for each band, with the first cell at (`row`, `col`).
  virtual void read_into(const Window& window, std::vector<Image<float>>& images, int row,
                         int col) const {
    const std::vector<Image<float>> bands = read_all(window);
    for (std::size_t i = 0; i < bands.size(); ++i) paste(bands[i], images[i], row, col);
  }

  /// Nothing is wanted for a while: closes what the next read opens again.
  virtual void rest() const {}
};

}  // namespace scarp
