#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "change/series.h"
#include "core/random.h"

namespace scarp::test {

/// Bands in memory as a raster source.
class MemorySource final : public RasterSource {
 public:
  MemorySource(Grid grid, std::vector<Image<float>> bands)
      : grid_(std::move(grid)), bands_(std::move(bands)) {}

  const Grid& grid() const override { return grid_; }
  int band_count() const override { return static_cast<int>(bands_.size()); }
  Image<float> read(int band, const Window& window) const override {
    return crop(bands_[static_cast<std::size_t>(band) - 1], window);
  }

 private:
  Grid grid_;
  std::vector<Image<float>> bands_;
};

/// A series and the rasters it refers to.
struct MemorySeries {
  std::vector<std::unique_ptr<MemorySource>> sources;
  change::Series series;
};

struct SeriesOptions {
  Size size{96, 96};
  int before = 4;
  int after = 2;
  double looks = 10;
  std::vector<std::string> polarisations{"VV", "VH"};
  std::uint64_t seed = 1;
  /// dB to add to the polarisation of that index, in that cell, after the event.
  std::function<double(std::size_t, int, int)> change_db;
};

/// Gamma speckle around −8 dB (VV) and −14 dB (VH), independent from cell to cell, as linear power.
MemorySeries make_series(const SeriesOptions& options);

}  // namespace scarp::test
