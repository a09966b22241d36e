#include "geo/png.h"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <memory>

#include "core/error.h"
#include "geo/gdal.h"
#include "geo/gdal_internal.h"
#include "geo/output_file.h"

namespace scarp::geo {
namespace fs = std::filesystem;
namespace {

GDALColorTable colour_table(const std::vector<Colour>& colours) {
  GDALColorTable table;
  for (std::size_t i = 0; i < colours.size(); ++i) {
    const auto& [red, green, blue, opacity] = colours[i];
    const GDALColorEntry entry{red, green, blue, opacity};
    table.SetColorEntry(static_cast<int>(i), &entry);
  }
  return table;
}

}  // namespace

void write_png(const fs::path& path, const RgbImage& image) {
  OutputFile file(path);
  const DatasetPtr raster = memory_dataset(image.red.size());
  for (const Image<std::uint8_t>* plane : {&image.red, &image.green, &image.blue}) {
    if (plane->empty() || plane->size() != image.red.size()) {
      throw Error({"the planes of a picture differ in size", path.string(), ""});
    }
    add_memory_band(*raster, *plane);
  }
  const std::string name = memory_name(file);
  CPLStringList options;
  options.SetNameValue("ZLEVEL", "1");  // radar images hardly get smaller by more
  const Complaints complaints;
  DatasetPtr written(driver("PNG").CreateCopy(name.c_str(), raster.get(), FALSE, options.List(),
                                              nullptr, nullptr));
  const bool made = written != nullptr;
  written.reset();
  if (!made || complaints.failed()) {
    VSIUnlink(name.c_str());
    throw_unwritten(path, complaints.add_to("PNG"));
  }
  write_from_memory(file);
  file.commit();
}

std::string png_bytes(const PalettedImage& image) {
  initialise();
  if (image.cells.empty() || image.colours.empty() || image.colours.size() > 256) {
    throw Error({"a picture needs cells and up to 256 colours", "", ""});
  }
  static std::atomic<int> number = 0;
  const std::string name = fmt::format("/vsimem/scarp/picture_{}.png", ++number);
  const DatasetPtr raster = memory_dataset(image.cells.size());
  add_memory_band(*raster, image.cells);
  GDALColorTable table = colour_table(image.colours);
  raster->GetRasterBand(1)->SetColorTable(&table);
  const Complaints complaints;
  DatasetPtr written(
      driver("PNG").CreateCopy(name.c_str(), raster.get(), FALSE, nullptr, nullptr, nullptr));
  const bool made = written != nullptr;
  written.reset();
  std::string bytes = taken_from_memory(name);
  if (!made || complaints.failed() || bytes.empty()) {
    throw Error({complaints.add_to("a picture cannot be made"), "", ""});
  }
  return bytes;
}

}  // namespace scarp::geo
