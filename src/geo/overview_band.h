#pragma once

#include <memory>
#include <mutex>

#include "core/raster_source.h"
#include "geo/raster_file.h"

class GDALDataset;
class GDALRasterBand;

namespace scarp::geo {

/// An overview of one band of a file, as a raster of its own: for pictures of large files.
class OverviewBand final : public RasterSource {
 public:
  /// The coarsest of those with cells at most `most` times as large along an edge as the file's.
  /// Null where there is none, and where the file is no cloud-optimised GeoTIFF: overviews that
  /// were added to a file are often made of single cells, not of means.
  static std::unique_ptr<OverviewBand> open(const RasterFile& file, int band, double most);

  ~OverviewBand() override;

  const Grid& grid() const override { return grid_; }
  int band_count() const override { return 1; }
  Image<float> read(int band, const Window& window) const override;

 private:
  OverviewBand(std::string path, Grid grid, GDALDataset* dataset, GDALRasterBand* band);

  std::string path_;
  Grid grid_;
  struct Closer {
    void operator()(GDALDataset* dataset) const;
  };
  std::unique_ptr<GDALDataset, Closer> dataset_;
  GDALRasterBand* band_;
  mutable std::mutex mutex_;
};

}  // namespace scarp::geo
