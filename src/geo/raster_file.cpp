#include "geo/raster_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <utility>

#include "core/error.h"
#include "core/memory.h"
#include "geo/block_reader.h"
#include "geo/crs_internal.h"
#include "geo/gdal_internal.h"
#include "geo/raster_values.h"

namespace scarp::geo {
namespace {

struct Placement {
  Grid grid;
  bool known = false;  // else the grid is a stand-in
  bool flip_rows = false;
  bool flip_cols = false;
};

[[noreturn]] void throw_unknown(const std::string& path, const Complaints& complaints) {
  if (open_vector(path)) {
    throw Error({"holds vector data, not a raster", path, "Name a raster file such as a GeoTIFF"});
  }
  if (std::filesystem::path(path).extension() == ".dim") {
    throw Error({"is the description of a SNAP product, not a raster", path,
                 "Name an .img file in the folder .data beside it"});
  }
  throw Error({complaints.add_to("cannot be read as a raster"), path,
               "GeoTIFF, ENVI, EHdr, HFA, SRTM, AAIGrid, DTED and PNG files can be read; if it is "
               "one, copy or download it again"});
}

// GDAL takes the first page of several for the whole file.
void require_one_raster(GDALDataset& dataset, const std::string& path) {
  char** pages = dataset.GetMetadata("SUBDATASETS");
  if (pages == nullptr || *pages == nullptr) return;
  const char* name = CSLFetchNameValue(pages, "SUBDATASET_1_NAME");
  throw Error({fmt::format("holds {} rasters", CSLCount(pages) / 2), path,
               fmt::format("Take one out, for example with gdal_translate {} one.tif",
                           name != nullptr ? name : "NAME")});
}

// GDAL reads zeros where files without a format of their own end too early.
void require_complete(GDALDataset& dataset, const std::string& path) {
  const std::string kind = dataset.GetDriverName();
  const char* compressed = dataset.GetMetadataItem("file_compression", "ENVI");
  GDALRasterBand& band = *dataset.GetRasterBand(1);
  if ((kind != "ENVI" && kind != "EHdr") || (compressed != nullptr && *compressed == '1') ||
      band.GetMetadataItem("NBITS", "IMAGE_STRUCTURE") != nullptr) {
    return;
  }
  const Size size{dataset.GetRasterYSize(), dataset.GetRasterXSize()};
  const std::int64_t expected =
      size.cells() * dataset.GetRasterCount() * GDALGetDataTypeSizeBytes(band.GetRasterDataType());
  VSIStatBufL status;
  if (VSIStatL(path.c_str(), &status) != 0 || status.st_size >= expected) return;
  throw Error({fmt::format("cannot be read: it has {} bytes, but its header promises {}",
                           status.st_size, expected),
               path, "The file is cut short: copy or download it again"});
}

// GDAL holds a block of the file in memory whole, with all bands where their cells are interleaved.
// A header of a few bytes may promise one of any size.
void require_blocks_that_fit(GDALDataset& dataset, const std::string& path) {
  constexpr double kLargestBlock_bytes = 1U << 30U;
  GDALRasterBand& band = *dataset.GetRasterBand(1);
  int cols = 0;
  int rows = 0;
  band.GetBlockSize(&cols, &rows);
  const char* interleave = dataset.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE");
  const bool together = interleave != nullptr && std::string(interleave) == "PIXEL";
  const double bytes = static_cast<double>(cols) * rows *
                       (together ? dataset.GetRasterCount() : 1) *
                       GDALGetDataTypeSizeBytes(band.GetRasterDataType());
  if (bytes <= kLargestBlock_bytes) return;
  throw Error({fmt::format("is stored in blocks of {:.1f} GB, too large to be read", bytes / 1e9),
               path, "Store it in tiles: gdal_translate -co TILED=YES -co INTERLEAVE=BAND"});
}

void require_usable(GDALDataset& dataset, const std::string& path) {
  require_one_raster(dataset, path);
  if (dataset.GetRasterCount() == 0) throw Error({"has no band", path, ""});
  require_complete(dataset, path);
  for (int band = 1; band <= dataset.GetRasterCount(); ++band) {
    if (!GDALDataTypeIsComplex(dataset.GetRasterBand(band)->GetRasterDataType())) continue;
    throw Error({fmt::format("band {} holds complex numbers", band), path,
                 "Make an intensity image of it first"});
  }
}

// (0, 1, 0, 0, 0, 1) is what GDAL says of files that have no position.
bool says_nothing(const std::array<double, 6>& terms) {
  return terms == std::array<double, 6>{0, 1, 0, 0, 0, 1};
}

Placement placement(GDALDataset& dataset, const std::string& path) {
  const Size size{dataset.GetRasterYSize(), dataset.GetRasterXSize()};
  const CrsPtr crs = from_ogr(dataset.GetSpatialRef());
  std::array<double, 6> terms{};
  if (dataset.GetGeoTransform(terms.data()) != CE_None || says_nothing(terms)) {
    return {Grid({}, size, crs), false, false, false};
  }
  Affine affine{terms[0], terms[1], terms[2], terms[3], terms[4], terms[5]};
  const bool straight = affine.x_per_row == 0 && affine.y_per_col == 0;
  const bool flip_rows = straight && affine.y_per_row > 0;
  const bool flip_cols = straight && affine.x_per_col < 0;
  if (flip_rows) {
    affine.y0 += size.rows * affine.y_per_row;
    affine.y_per_row = -affine.y_per_row;
  }
  if (flip_cols) {
    affine.x0 += size.cols * affine.x_per_col;
    affine.x_per_col = -affine.x_per_col;
  }
  try {
    return {Grid(affine, size, crs), true, flip_rows, flip_cols};
  } catch (const Error& error) {
    throw Error({error.problem().what, path, error.problem().advice});
  }
}

std::map<std::string, std::string> metadata_of(GDALMajorObject& object) {
  std::map<std::string, std::string> result;
  for (char** entry = object.GetMetadata(); entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) result[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return result;
}

BandInfo band_info(GDALRasterBand& band) {
  return {band.GetDescription(), band.GetUnitType(), GDALGetDataTypeName(band.GetRasterDataType()),
          no_data(band), metadata_of(band)};
}

std::optional<VerticalReference> vertical_reference_of(const OGRSpatialReference* system) {
  if (system == nullptr) return std::nullopt;
  if (const char* name = system->GetAttrValue("VERT_CS")) {
    return VerticalReference{name, system->GetTargetLinearUnits("VERT_CS")};
  }
  if (system->GetAxesCount() == 3) return VerticalReference{"ellipsoid", 1};
  return std::nullopt;
}

// Mirrors a window between the order of the file and that of the grid.
Window mirrored(Window window, const Placement& place) {
  if (place.flip_rows) window.row = place.grid.rows() - window.row_end();
  if (place.flip_cols) window.col = place.grid.cols() - window.col_end();
  return window;
}

void mirror(Image<float>& image, const Placement& place) {
  if (place.flip_rows) {
    for (int top = 0, bottom = image.rows() - 1; top < bottom; ++top, --bottom) {
      std::swap_ranges(image.row(top), image.row(top) + image.cols(), image.row(bottom));
    }
  }
  if (place.flip_cols) {
    for (int row = 0; row < image.rows(); ++row) {
      std::reverse(image.row(row), image.row(row) + image.cols());
    }
  }
}

}  // namespace

struct RasterFile::Impl {
  std::string path;
  Placement place;
  bool has_control_points = false;
  std::vector<BandInfo> bands;
  std::map<std::string, std::string> metadata;
  std::optional<VerticalReference> vertical_reference;

  // Handles of GDAL serve one thread at a time; those not in use wait here.
  std::mutex mutex;
  struct Handle {
    DatasetPtr dataset;
    std::unique_ptr<BlockReader> blocks;  // where it can read the file
  };
  std::vector<Handle> idle;
  bool has_plain_blocks = false;

  Handle take() {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        Handle handle = std::move(idle.back());
        idle.pop_back();
        return handle;
      }
    }
    const Complaints complaints;
    DatasetPtr dataset = open_raster(path);
    if (!dataset || dataset->GetRasterCount() != static_cast<int>(bands.size()) ||
        dataset->GetRasterYSize() != place.grid.rows() ||
        dataset->GetRasterXSize() != place.grid.cols()) {
      throw Error({complaints.add_to("changed or vanished while it was read"), path, ""});
    }
    return {std::move(dataset), nullptr};
  }

  void give_back(Handle handle) {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(handle));
  }

  bool read_blocks(Handle& handle, const Window& window, std::vector<Image<float>>& images, int row,
                   int col) const {
    if (!has_plain_blocks) return false;
    if (!handle.blocks) handle.blocks = std::make_unique<BlockReader>(*handle.dataset, path);
    const Complaints quiet;
    return handle.blocks->fits(window) &&
           handle.blocks->read(*handle.dataset, window, images, row, col);
  }

  Image<float> read(GDALDataset& dataset, int band, const Window& window) const {
    require_blocks_that_fit(dataset, path);
    const Complaints complaints;
    Image<float> image(window.size());
    if (!read_values(*dataset.GetRasterBand(band), mirrored(window, place), image)) {
      throw Error({complaints.add_to(fmt::format("band {} cannot be read", band)), path,
                   "The file is damaged or cut short: copy or download it again"});
    }
    mirror(image, place);
    return image;
  }

  void require(int band, const Window& window) const {
    if (band < 1 || band > static_cast<int>(bands.size())) {
      throw Error(
          {fmt::format("band {} was asked for, but there are {}", band, bands.size()), path, ""});
    }
    if (window.empty() || intersect(window, whole(place.grid.size())) != window) {
      throw Error(
          {fmt::format("{} × {} cells from row {}, column {} reach beyond its {} × {}", window.rows,
                       window.cols, window.row, window.col, place.grid.rows(), place.grid.cols()),
           path, ""});
    }
    if (static_cast<double>(window.size().cells()) * sizeof(float) > memory_bytes()) {
      throw Error({fmt::format("{} × {} cells do not fit into memory", window.rows, window.cols),
                   path, "Cut the file to the area of interest first"});
    }
  }
};

RasterFile::RasterFile(const std::string& path) : impl_(std::make_unique<Impl>()) {
  require_readable_file(path);
  const Complaints complaints;
  DatasetPtr dataset = open_raster(path);
  if (!dataset) throw_unknown(path, complaints);
  require_usable(*dataset, path);
  impl_->path = path;
  impl_->place = placement(*dataset, path);
  impl_->has_control_points = dataset->GetGCPCount() > 0 || dataset->GetMetadata("RPC") != nullptr;
  impl_->metadata = metadata_of(*dataset);
  impl_->vertical_reference = vertical_reference_of(dataset->GetSpatialRef());
  for (int band = 1; band <= dataset->GetRasterCount(); ++band) {
    impl_->bands.push_back(band_info(*dataset->GetRasterBand(band)));
  }
  const bool mirrored = impl_->place.flip_rows || impl_->place.flip_cols;
  impl_->has_plain_blocks = !mirrored && BlockReader::can_read(*dataset, path);
  impl_->give_back({std::move(dataset), nullptr});
}

RasterFile::~RasterFile() = default;
RasterFile::RasterFile(RasterFile&&) noexcept = default;

const Grid& RasterFile::grid() const { return impl_->place.grid; }
int RasterFile::band_count() const { return static_cast<int>(impl_->bands.size()); }
const std::string& RasterFile::path() const { return impl_->path; }
const std::map<std::string, std::string>& RasterFile::metadata() const { return impl_->metadata; }

const std::optional<VerticalReference>& RasterFile::vertical_reference() const {
  return impl_->vertical_reference;
}

const BandInfo& RasterFile::band(int band) const {
  impl_->require(band, {0, 0, 1, 1});
  return impl_->bands[static_cast<std::size_t>(band) - 1];
}

Image<float> RasterFile::read(int band, const Window& window) const {
  impl_->require(band, window);
  Impl::Handle handle = impl_->take();
  Image<float> image = impl_->read(*handle.dataset, band, window);
  impl_->give_back(std::move(handle));
  return image;
}

std::vector<Image<float>> RasterFile::read_all(const Window& window) const {
  impl_->require(1, window);
  std::vector<Image<float>> images;
  for (int band = 0; band < band_count(); ++band) images.emplace_back(window.size());
  read_into(window, images, 0, 0);
  return images;
}

// By one handle, which keeps what it decoded of the other bands.
void RasterFile::read_into(const Window& window, std::vector<Image<float>>& images, int row,
                           int col) const {
  Impl::Handle handle = impl_->take();
  impl_->require(1, window);
  if (!impl_->read_blocks(handle, window, images, row, col)) {
    for (int band = 1; band <= band_count(); ++band) {
      paste(impl_->read(*handle.dataset, band, window), images[static_cast<std::size_t>(band) - 1],
            row, col);
    }
  }
  impl_->give_back(std::move(handle));
}

void RasterFile::rest() const {
  const std::lock_guard lock(impl_->mutex);
  impl_->idle.clear();
}

void RasterFile::require_georeference() const {
  if (!impl_->place.known && impl_->has_control_points) {
    throw Error({"is in radar or camera geometry: it has control points but no cell grid",
                 impl_->path, "Terrain-correct it first"});
  }
  if (!impl_->place.known) {
    throw Error({"has no position on the Earth", impl_->path,
                 "Assign one, for example with gdal_translate -a_ullr"});
  }
  if (!grid().crs()) {
    throw Error({"has no coordinate reference system", impl_->path,
                 "Assign one, for example with gdal_translate -a_srs EPSG:32654"});
  }
}

Raster<float> read_band(const RasterFile& file, int band) {
  return {file.grid(), file.read(band, whole(file.grid().size()))};
}

}  // namespace scarp::geo
