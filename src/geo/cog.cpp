#include "geo/cog.h"

#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "core/error.h"
#include "geo/gdal_internal.h"
#include "geo/output_file.h"

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

CPLStringList cog_options(const CogSpec& spec) {
  CPLStringList options;
  options.SetNameValue("COMPRESS", "ZSTD");
  options.SetNameValue("LEVEL", "1");
  options.SetNameValue("BLOCKSIZE", "512");
  options.SetNameValue("OVERVIEW_RESAMPLING", spec.average_overviews ? "AVERAGE" : "NEAREST");
  options.SetNameValue("NUM_THREADS", thread_option().c_str());
  options.SetNameValue("BIGTIFF", "IF_SAFER");
  // Differences compress better than values of a surface, but not than classes.
  options.SetNameValue("PREDICTOR", spec.type == CellType::u8 ? "NO" : "YES");
  return options;
}

// Writes a finished raster into the file aside.
void convert(GDALDataset& raster, const CogSpec& spec, const OutputFile& file) {
  // Overviews pass through a temporary file; compressing that takes a quarter of the time.
  const CPLConfigOptionSetter plain("COG_TMP_COMPRESSION", "NONE", false);
  const Complaints complaints;
  DatasetPtr written(driver("COG").CreateCopy(file.aside().c_str(), &raster, FALSE,
                                              cog_options(spec).List(), nullptr, nullptr));
  const bool made = written != nullptr;
  written.reset();
  if (!made || complaints.failed()) throw_unwritten(file.target(), complaints.add_to("GeoTIFF"));
}

void require_bands(const CogSpec& spec, const fs::path& path) {
  if (!spec.bands.empty()) return;
  throw Error({"a raster without bands cannot be written", path.string(), ""});
}

// Small rasters are collected in memory, large ones in a file without compression.
DatasetPtr make_scratch(const CogSpec& spec, const OutputFile& file) {
  constexpr std::int64_t kMemoryLimit = std::int64_t{256} << 20;
  const int bands = static_cast<int>(spec.bands.size());
  const GDALDataType type = gdal_type(spec.type);
  const std::int64_t bytes = spec.grid.size().cells() * bands * GDALGetDataTypeSizeBytes(type);
  const bool in_memory = bytes <= kMemoryLimit;
  CPLStringList options;
  options.SetNameValue("INTERLEAVE", "BAND");
  if (!in_memory) {
    options.SetNameValue("TILED", "YES");
    options.SetNameValue("BLOCKXSIZE", "512");
    options.SetNameValue("BLOCKYSIZE", "512");
    options.SetNameValue("SPARSE_OK", "YES");
    options.SetNameValue("BIGTIFF", "IF_SAFER");
    options.SetNameValue("PHOTOMETRIC", "MINISBLACK");  // three bands of bytes are no colours
    options.SetNameValue("ALPHA", "NO");
  }
  const Complaints complaints;
  DatasetPtr scratch(driver(in_memory ? "MEM" : "GTiff")
                         .Create(file.scratch("scratch.tif").c_str(), spec.grid.cols(),
                                 spec.grid.rows(), bands, type, options.List()));
  if (!scratch) throw_unwritten(file.target(), complaints.add_to("no space for it"));
  describe(*scratch, spec);
  const auto value = no_data(spec);
  for (int band = 1; in_memory && value && band <= bands; ++band) {
    scratch->GetRasterBand(band)->Fill(*value);
  }
  return scratch;
}

template <typename T>
void write_from_image(const fs::path& path, const CogSpec& spec, const Image<T>& values) {
  if (spec.bands.size() != 1 || values.size() != spec.grid.size()) {
    throw Error({fmt::format("one band of {} × {} cells does not make {} of {} × {}", values.rows(),
                             values.cols(), spec.bands.size(), spec.grid.rows(), spec.grid.cols()),
                 path.string(), ""});
  }
  if (gdal_type(spec.type) != kGdalType<T>) {  // to be converted
    CogWriter writer(path, spec);
    writer.write(1, 0, 0, values);
    writer.finish();
    return;
  }
  OutputFile file(path);
  const DatasetPtr raster = memory_dataset(values.size());
  add_memory_band(*raster, values);
  describe(*raster, spec);
  convert(*raster, spec, file);
  file.commit();
}

}  // namespace

struct CogWriter::Impl {
  OutputFile file;
  CogSpec spec;
  std::mutex mutex;
  DatasetPtr scratch;  // after `file`: must be closed before the folder goes

  Impl(fs::path path, CogSpec wanted) : file(std::move(path)), spec(std::move(wanted)) {
    scratch = make_scratch(spec, file);
  }

  void write(int band, int row, int col, Size size, GDALDataType type, const void* values) {
    const Window window{row, col, size.rows, size.cols};
    if (band < 1 || band > static_cast<int>(spec.bands.size()) ||
        intersect(window, whole(spec.grid.size())) != window) {
      throw Error({fmt::format("{} × {} cells at row {}, column {} of band {} lie outside of it",
                               size.rows, size.cols, row, col, band),
                   file.target().string(), ""});
    }
    if (window.empty()) return;
    const std::lock_guard lock(mutex);
    if (!scratch) throw Error({"is finished already", file.target().string(), ""});
    const Complaints complaints;
    const CPLErr result = scratch->GetRasterBand(band)->RasterIO(
        GF_Write, col, row, size.cols, size.rows, const_cast<void*>(values), size.cols, size.rows,
        type, 0, 0, nullptr);
    if (result != CE_None || complaints.failed()) {
      throw_unwritten(file.target(), complaints.add_to("scratch file"));
    }
  }

  void finish() {
    const std::lock_guard lock(mutex);
    if (!scratch) throw Error({"is finished already", file.target().string(), ""});
    DatasetPtr raster = std::move(scratch);
    const Complaints complaints;
    raster->FlushCache(false);
    if (complaints.failed()) throw_unwritten(file.target(), complaints.add_to("scratch file"));
    convert(*raster, spec, file);
    raster.reset();
    file.commit();
  }
};

CogWriter::CogWriter(fs::path path, CogSpec spec) {
  require_bands(spec, path);
  impl_ = std::make_unique<Impl>(std::move(path), std::move(spec));
}

CogWriter::~CogWriter() = default;

void CogWriter::write(int band, int row, int col, const Image<float>& values) {
  impl_->write(band, row, col, values.size(), GDT_Float32, values.values().data());
}

void CogWriter::write(int band, int row, int col, const Image<std::uint8_t>& values) {
  impl_->write(band, row, col, values.size(), GDT_Byte, values.values().data());
}

void CogWriter::finish() { impl_->finish(); }

void write_cog(const fs::path& path, const CogSpec& spec, const Image<float>& values) {
  write_from_image(path, spec, values);
}

void write_cog(const fs::path& path, const CogSpec& spec, const Image<std::uint8_t>& values) {
  write_from_image(path, spec, values);
}

}  // namespace scarp::geo
