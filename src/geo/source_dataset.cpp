#include "geo/source_dataset.h"

#include <algorithm>
#include <array>
#include <limits>

#include "geo/crs_internal.h"

namespace scarp::geo {
namespace {

constexpr int kBlock = 512;

}  // namespace

class SourceDataset::Band final : public GDALRasterBand {
 public:
  Band(SourceDataset& dataset, int band) : dataset_(dataset), source_band_(band) {
    poDS = &dataset;
    nBand = 1;
    eDataType = GDT_Float32;
    nBlockXSize = std::min(kBlock, dataset.GetRasterXSize());
    nBlockYSize = std::min(kBlock, dataset.GetRasterYSize());
  }

  double GetNoDataValue(int* present) override {
    if (present != nullptr) *present = TRUE;
    return std::numeric_limits<double>::quiet_NaN();
  }

 protected:
  CPLErr IReadBlock(int block_x, int block_y, void* cells) override {
    const Window block{block_y * nBlockYSize, block_x * nBlockXSize, nBlockYSize, nBlockXSize};
    const Window window = intersect(block, whole(dataset_.source_.grid().size()));
    try {
      const Image<float> image = dataset_.source_.read(source_band_, window);
      for (int row = 0; row < window.rows; ++row) {
        std::copy(image.row(row), image.row(row) + window.cols,
                  static_cast<float*>(cells) + static_cast<std::ptrdiff_t>(row) * nBlockXSize);
      }
      return CE_None;
    } catch (...) {
      dataset_.thrown_ = std::current_exception();
      CPLError(CE_Failure, CPLE_FileIO, "the source cannot be read");
      return CE_Failure;
    }
  }

 private:
  SourceDataset& dataset_;
  int source_band_;
};

SourceDataset::SourceDataset(const RasterSource& source, int band) : source_(source) {
  nRasterXSize = source.grid().cols();
  nRasterYSize = source.grid().rows();
  if (source.grid().crs()) system_ = to_ogr(*source.grid().crs());
  SetBand(1, new Band(*this, band));  // which GDAL deletes
}

CPLErr SourceDataset::GetGeoTransform(double* terms) {
  const std::array<double, 6> all = geotransform(source_.grid());
  std::copy(all.begin(), all.end(), terms);
  return CE_None;
}

const OGRSpatialReference* SourceDataset::GetSpatialRef() const {
  return system_.IsEmpty() ? nullptr : &system_;
}

void SourceDataset::rethrow() const {
  if (thrown_) std::rethrow_exception(thrown_);
}

}  // namespace scarp::geo
