#pragma once

#include <exception>

#include "core/raster_source.h"
#include "geo/gdal_internal.h"

namespace scarp::geo {

/// One band of a raster source as GDAL wants it, block by block, no-data NaN. What the source
/// throws becomes a failure of GDAL; `rethrow` brings it back. `source` must outlive the dataset.
class SourceDataset final : public GDALDataset {
 public:
  SourceDataset(const RasterSource& source, int band);

  CPLErr GetGeoTransform(double* terms) override;
  const OGRSpatialReference* GetSpatialRef() const override;

  /// Throws what the source threw while GDAL was reading, if anything.
  void rethrow() const;

 private:
  class Band;

  const RasterSource& source_;
  OGRSpatialReference system_;
  std::exception_ptr thrown_;
};

}  // namespace scarp::geo
