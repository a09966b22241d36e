#include "geo/overview_band.h"

#include <array>
#include <string>
#include <utility>

#include "core/coarser.h"
#include "core/error.h"
#include "geo/raster_values.h"

namespace scarp::geo {
namespace {

bool is_cloud_optimised(GDALDataset& dataset) {
  const char* layout = dataset.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE");
  return layout != nullptr && std::string(layout) == "COG";
}

// Files may turn rows or scale values, which their overviews know nothing of.
bool is_plain(GDALDataset& dataset, GDALRasterBand& band, const Grid& grid) {
  std::array<double, 6> terms{};
  return dataset.GetGeoTransform(terms.data()) == CE_None && terms == geotransform(grid) &&
         band.GetScale() == 1 && band.GetOffset() == 0;
}

GDALRasterBand* overview_of(GDALRasterBand& band, const Size& size) {
  for (int i = 0; i < band.GetOverviewCount(); ++i) {
    GDALRasterBand* overview = band.GetOverview(i);
    if (overview == nullptr) continue;
    if (Size{overview->GetYSize(), overview->GetXSize()} == size) return overview;
  }
  return nullptr;
}

}  // namespace

void OverviewBand::Closer::operator()(GDALDataset* dataset) const { GDALClose(dataset); }

OverviewBand::OverviewBand(std::string path, Grid grid, GDALDataset* dataset, GDALRasterBand* band)
    : path_(std::move(path)), grid_(std::move(grid)), dataset_(dataset), band_(band) {}

OverviewBand::~OverviewBand() = default;

std::unique_ptr<OverviewBand> OverviewBand::open(const RasterFile& file, int band, double most) {
  if (most < 2) return nullptr;
  file.require_georeference();
  file.band(band);  // throws when there is no such band
  const Complaints quiet;
  DatasetPtr dataset = open_raster(file.path());
  if (!dataset || !is_cloud_optimised(*dataset)) return nullptr;
  GDALRasterBand& whole = *dataset->GetRasterBand(band);
  if (!is_plain(*dataset, whole, file.grid())) return nullptr;
  int factor = 1;
  while (2 * factor <= most && overview_of(whole, coarser(file.grid().size(), 2 * factor))) {
    factor *= 2;
  }
  if (factor == 1) return nullptr;
  const Grid grid = coarser(file.grid(), factor);
  GDALRasterBand* overview = overview_of(whole, grid.size());
  return std::unique_ptr<OverviewBand>(
      new OverviewBand(file.path(), grid, dataset.release(), overview));
}

Image<float> OverviewBand::read(int /*band*/, const Window& window) const {
  const std::lock_guard lock(mutex_);
  const Complaints complaints;
  Image<float> image(window.size());
  if (read_values(*band_, window, image)) return image;
  throw Error({complaints.add_to("an overview cannot be read"), path_,
               "The file is damaged or cut short: copy or download it again"});
}

}  // namespace scarp::geo
