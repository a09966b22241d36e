#include "geo/cog.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "core/error.h"
#include "geo/cog_file.h"
#include "geo/cog_part.h"
#include "geo/gdal_internal.h"
#include "geo/output_file.h"
#include "geo/tile_codec.h"
#include "geo/tile_pyramid.h"

namespace scarp::geo {
namespace fs = std::filesystem;
namespace {

GDALDataType gdal_type(CellType type) {
  switch (type) {
    case CellType::u8:
      return GDT_Byte;
    case CellType::i16:
      return GDT_Int16;
    case CellType::f32:
      break;
  }
  return GDT_Float32;
}

std::optional<double> no_data(const CogSpec& spec) {
  if (spec.type == CellType::f32) return std::numeric_limits<double>::quiet_NaN();
  return spec.integer_no_data;
}

void set_colours(GDALRasterBand& band, const std::vector<ClassColour>& colours) {
  GDALColorTable table;
  for (const ClassColour& colour : colours) {
    const auto& [red, green, blue] = colour.rgb;
    const GDALColorEntry entry{red, green, blue, 255};
    table.SetColorEntry(colour.value, &entry);
  }
  band.SetColorTable(&table);
}

// Everything but the values.
void describe(GDALDataset& dataset, const CogSpec& spec) {
  place(dataset, spec.grid);
  for (const auto& [key, value] : spec.metadata) {
    dataset.SetMetadataItem(key.c_str(), value.c_str());
  }
  for (int i = 0; i < dataset.GetRasterCount(); ++i) {
    GDALRasterBand& band = *dataset.GetRasterBand(i + 1);
    const BandSpec& words = spec.bands[static_cast<std::size_t>(i)];
    band.SetDescription(words.description.c_str());
    if (!words.unit.empty()) band.SetUnitType(words.unit.c_str());
    if (words.scale != 1) band.SetScale(words.scale);
    for (const auto& [key, value] : words.metadata) {
      band.SetMetadataItem(key.c_str(), value.c_str());
    }
    if (const auto value = no_data(spec)) band.SetNoDataValue(*value);
    if (!spec.colours.empty()) set_colours(band, spec.colours);
  }
}

CPLStringList tiff_options(const CogSpec& spec) {
  CPLStringList options;
  options.SetNameValue("TILED", "YES");
  options.SetNameValue("BLOCKXSIZE", std::to_string(kTileEdge).c_str());
  options.SetNameValue("BLOCKYSIZE", std::to_string(kTileEdge).c_str());
  options.SetNameValue("COMPRESS", "ZSTD");
  options.SetNameValue("ZSTD_LEVEL", "1");  // higher ones begin by taking megabytes
  options.SetNameValue("PREDICTOR", std::to_string(predictor_of(spec.type)).c_str());
  options.SetNameValue("INTERLEAVE", "PIXEL");
  options.SetNameValue("BIGTIFF", "NO");
  options.SetNameValue("ENDIANNESS", "LITTLE");
  options.SetNameValue("PHOTOMETRIC", "MINISBLACK");  // three bands of bytes are no colours
  options.SetNameValue("ALPHA", "NO");
  if (!spec.colours.empty()) options.SetNameValue("PHOTOMETRIC", "PALETTE");
  return options;
}

// What a GeoTIFF of these words and this place says, as GDAL says it: of one of a few cells.
std::vector<TiffTag> tags_of(const CogSpec& spec, const OutputFile& file) {
  constexpr Size kSmall{16, 16};
  const std::string name = memory_name(file);
  const Complaints complaints;
  const DatasetPtr raster(driver("MEM").Create("", kSmall.cols, kSmall.rows,
                                               static_cast<int>(spec.bands.size()),
                                               gdal_type(spec.type), nullptr));
  if (!raster) throw_unwritten(file.target(), complaints.add_to("GeoTIFF"));
  describe(*raster, spec);
  DatasetPtr written(driver("GTiff").CreateCopy(name.c_str(), raster.get(), FALSE,
                                                tiff_options(spec).List(), nullptr, nullptr));
  const bool made = written != nullptr;
  written.reset();
  const std::string bytes = taken_from_memory(name);
  if (!made || complaints.failed()) throw_unwritten(file.target(), complaints.add_to("GeoTIFF"));
  return read_tiff_tags(bytes);
}

void require_bands(const CogSpec& spec, const fs::path& path) {
  if (!spec.bands.empty()) return;
  throw Error({"a raster without bands cannot be written", path.string(), ""});
}

PyramidSpec pyramid_of(const CogSpec& spec) {
  return {spec.grid.size(),
          {spec.type, static_cast<int>(spec.bands.size())},
          no_data(spec),
          spec.average_overviews};
}

template <typename T>
void write_from_image(const fs::path& path, const CogSpec& spec, const Image<T>& values) {
  if (spec.bands.size() != 1 || values.size() != spec.grid.size()) {
    throw Error({fmt::format("one band of {} × {} cells does not make {} of {} × {}", values.rows(),
                             values.cols(), spec.bands.size(), spec.grid.rows(), spec.grid.cols()),
                 path.string(), ""});
  }
  CogWriter writer(path, spec);
  ThreadPool threads(std::stoi(thread_option()));
  writer.write(1, 0, 0, values, threads);
  writer.finish();
}

}  // namespace

struct CogWriter::Impl {
  OutputFile file;
  CogSpec spec;
  std::vector<TiffTag> tags;
  BlockStore blocks;
  std::vector<CogLevel> levels;
  TilePyramid tiles;
  bool finished = false;

  Impl(fs::path path, CogSpec wanted)
      : file(std::move(path)),
        spec(std::move(wanted)),
        tags(tags_of(spec, file)),
        blocks(file),
        tiles(pyramid_of(spec), file,
              [this](const TilePlace& place, TileCells& cells) { keep(place, cells); }) {
    for (const Size size : pyramid_sizes(spec.grid.size())) {
      const auto count = static_cast<std::size_t>(tile_counts(size).cells());
      levels.push_back({size, std::vector<BlockStore::Place>(count)});
    }
  }

  void keep(const TilePlace& place, TileCells& cells) {
    const TileFormat format{spec.type, static_cast<int>(spec.bands.size())};
    levels[place.level].blocks[place.index] = blocks.add(compress_tile(format, cells));
  }

  template <typename T>
  void write(int band, int row, int col, const Image<T>& values, ThreadPool* threads) {
    const Window window{row, col, values.rows(), values.cols()};
    if (band < 1 || band > static_cast<int>(spec.bands.size()) ||
        intersect(window, whole(spec.grid.size())) != window) {
      throw Error({fmt::format("{} × {} cells at row {}, column {} of band {} lie outside of it",
                               window.rows, window.cols, row, col, band),
                   file.target().string(), ""});
    }
    require_open();
    tiles.write(band - 1, row, col, values, threads);
  }

  void finish() {
    require_open();
    finished = true;
    tiles.finish();
    write_cog_file(file, tags, levels, blocks);
    file.commit();
  }

  void finish_part() {
    require_open();
    finished = true;
    write_cog_part(file, levels, tiles, blocks);
    file.commit();
  }

  void take_part(const fs::path& part) {
    require_open();
    add_cog_part(part, levels, tiles, blocks);
    fs::remove(part);
  }

  void require_open() const {
    if (finished) throw Error({"is finished already", file.target().string(), ""});
  }
};

CogWriter::CogWriter(fs::path path, CogSpec spec) {
  require_bands(spec, path);
  impl_ = std::make_unique<Impl>(std::move(path), std::move(spec));
}

CogWriter::~CogWriter() = default;

void CogWriter::write(int band, int row, int col, const Image<float>& values) {
  impl_->write(band, row, col, values, nullptr);
}

void CogWriter::write(int band, int row, int col, const Image<std::uint8_t>& values) {
  impl_->write(band, row, col, values, nullptr);
}

void CogWriter::write(int band, int row, int col, const Image<float>& values, ThreadPool& threads) {
  impl_->write(band, row, col, values, &threads);
}

void CogWriter::write(int band, int row, int col, const Image<std::uint8_t>& values,
                      ThreadPool& threads) {
  impl_->write(band, row, col, values, &threads);
}

void CogWriter::finish() { impl_->finish(); }
void CogWriter::finish_part() { impl_->finish_part(); }
void CogWriter::take_part(const fs::path& part) { impl_->take_part(part); }

void write_cog(const fs::path& path, const CogSpec& spec, const Image<float>& values) {
  write_from_image(path, spec, values);
}

void write_cog(const fs::path& path, const CogSpec& spec, const Image<std::uint8_t>& values) {
  write_from_image(path, spec, values);
}

}  // namespace scarp::geo
