#pragma once

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
};

}  // namespace scarp
