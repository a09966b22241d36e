#include "geo/png.h"

#include <array>

#include "core/error.h"
#include "geo/gdal_internal.h"
#include "geo/output_file.h"

namespace scarp::geo {
namespace fs = std::filesystem;

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

}  // namespace scarp::geo
