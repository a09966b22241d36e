#include "geo/block_reader.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "core/vectorised.h"
#include "geo/raster_values.h"

namespace scarp::geo {
namespace {

bool says(GDALDataset& dataset, const char* key, const char* value) {
  const char* said = dataset.GetMetadataItem(key, "IMAGE_STRUCTURE");
  return said != nullptr && std::strcmp(said, value) == 0;
}

bool plain_floats(GDALRasterBand& band) {
  const int flags = band.GetMaskFlags();
  return band.GetRasterDataType() == GDT_Float32 && band.GetScale() == 1 && band.GetOffset() == 0 &&
         ((flags & GMF_ALL_VALID) != 0 || flags == GMF_NODATA) &&
         band.GetMetadataItem("NBITS", "IMAGE_STRUCTURE") == nullptr;
}

bool lowest_byte_first(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char order[2] = {};
  file.read(order, 2);
  return file && order[0] == 'I' && order[1] == 'I';
}

int block_edge(GDALDataset& dataset) {
  int cols = 0;
  int rows = 0;
  dataset.GetRasterBand(1)->GetBlockSize(&cols, &rows);
  return cols == rows ? cols : 0;
}

// Of a block, where the file says it is; 0 for nowhere.
std::uint64_t number_of_block(GDALDataset& dataset, const char* what, int row, int col) {
  const std::string key = fmt::format("BLOCK_{}_{}_{}", what, col, row);
  const char* text = dataset.GetRasterBand(1)->GetMetadataItem(key.c_str(), "TIFF");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 0;
}

// Values (col, band) of a row into that of a band.
[[gnu::always_inline]] inline void take_apart(const float* values, int count, int bands,
                                              float no_data, float* row) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  constexpr float kMax = std::numeric_limits<float>::max();
  for (int i = 0; i < count; ++i) {
    const float value = values[static_cast<std::ptrdiff_t>(i) * bands];
    row[i] = value == no_data || !(std::abs(value) <= kMax) ? kNaN : value;
  }
}

// A number of bands that the compiler knows makes it several cells at once.
SCARP_VECTORISED
void take_band(const float* values, int count, int bands, int band, float no_data, float* row) {
  if (bands == 1) return take_apart(values, count, 1, no_data, row);
  if (bands == 2) return take_apart(values + band, count, 2, no_data, row);
  if (bands == 4) return take_apart(values + band, count, 4, no_data, row);
  take_apart(values + band, count, bands, no_data, row);
}

std::uint64_t length_of(const std::string& path) {
  std::error_code error;
  const std::uintmax_t length = std::filesystem::file_size(path, error);
  return error ? 0 : length;
}

}  // namespace

bool BlockReader::can_read(GDALDataset& dataset, const std::string& path) {
  constexpr int kLargestEdge = 1024;
  constexpr int kMostBands = 64;
  const int bands = dataset.GetRasterCount();
  const int edge = block_edge(dataset);
  if (std::strcmp(dataset.GetDriverName(), "GTiff") != 0 || !says(dataset, "COMPRESSION", "ZSTD") ||
      !says(dataset, "PREDICTOR", "3") || (bands > 1 && !says(dataset, "INTERLEAVE", "PIXEL")) ||
      bands > kMostBands || edge < 1 || edge > kLargestEdge || !lowest_byte_first(path)) {
    return false;
  }
  for (int band = 1; band <= bands; ++band) {
    if (!plain_floats(*dataset.GetRasterBand(band))) return false;
  }
  return true;
}

BlockReader::BlockReader(GDALDataset& dataset, const std::string& path)
    : size_{dataset.GetRasterYSize(), dataset.GetRasterXSize()},
      edge_(block_edge(dataset)),
      length_(length_of(path)),
      file_(path, std::ios::binary),
      tile_(dataset.GetRasterCount(), edge_) {
  for (int band = 1; band <= dataset.GetRasterCount(); ++band) {
    const auto missing = no_data(*dataset.GetRasterBand(band));
    no_data_.push_back(missing ? to_float(*missing) : std::numeric_limits<float>::quiet_NaN());
  }
}

bool BlockReader::fits(const Window& window) const {
  return window.row % edge_ == 0 && window.col % edge_ == 0 &&
         (window.rows % edge_ == 0 || window.row_end() == size_.rows) &&
         (window.cols % edge_ == 0 || window.col_end() == size_.cols);
}

bool BlockReader::read(GDALDataset& dataset, const Window& window,
                       std::vector<Image<float>>& images, int row, int col) {
  const int bands = static_cast<int>(no_data_.size());
  for (int r = window.row; r < window.row_end(); r += edge_) {
    for (int c = window.col; c < window.col_end(); c += edge_) {
      if (!read_block(dataset, r / edge_, c / edge_)) return false;
      const Window part = intersect({r, c, edge_, edge_}, window);
      for (int i = 0; i < part.rows; ++i) {
        const float* values = tile_.row(i);
        for (int band = 0; band < bands; ++band) {
          const auto b = static_cast<std::size_t>(band);
          float* to = images[b].row(row + r - window.row + i) + col + c - window.col;
          take_band(values, part.cols, bands, band, no_data_[b], to);
        }
      }
    }
  }
  return true;
}

bool BlockReader::read_block(GDALDataset& dataset, int block_row, int block_col) {
  const std::uint64_t offset = number_of_block(dataset, "OFFSET", block_row, block_col);
  const std::uint64_t bytes = number_of_block(dataset, "SIZE", block_row, block_col);
  // Blocks that do not get smaller grow by little.
  if (offset == 0 || bytes == 0 || bytes > 2 * tile_.bytes()) return false;
  if (offset > length_ || bytes > length_ - offset) return false;  // before memory is taken for it
  tile_.block().resize(bytes);
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(offset));
  file_.read(tile_.block().data(), static_cast<std::streamsize>(bytes));
  return file_.good() && tile_.decompress();
}

}  // namespace scarp::geo
