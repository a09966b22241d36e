// Any bytes are polygons that can be brought onto a grid, or an Error. A zip is a shapefile.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/gdal.h"
#include "geo/rasterise.h"
#include "geo/vector_file.h"
#include "support/temp_folder.h"

namespace {

using namespace scarp;

void use(const std::string& path) {
  static const Grid grid({577000, 100, 0, 4736000, 0, -100}, {40, 50},
                         geo::parse_crs("EPSG:32654"));
  const geo::VectorLayer layer = geo::read_polygons(path);
  for (const geo::Feature& feature : layer.features) {
    if (feature.values.size() != layer.fields.size()) std::abort();
  }
  if (geo::rasterise(layer, grid).size() != grid.size()) std::abort();
}

std::string name_of(const std::string& bytes) {
  if (bytes.rfind('{', 0) == 0) return "a.geojson";
  return bytes.rfind("PK", 0) == 0 ? "a.zip" : "a.gpkg";
}

// GDAL keeps the list of files of a zip until its time of change is another.
void touch(const std::string& path) {
  static int seconds = 0;
  const std::filesystem::file_time_type first;
  std::filesystem::last_write_time(path, first + std::chrono::seconds(++seconds));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const test::TempFolder folder;
  static const bool initialised = (geo::initialise(), true);
  const std::string bytes(data, data + size);
  const std::string name = name_of(bytes);
  const std::string path = folder / name;
  test::write_file(path, bytes);
  touch(path);
  try {
    if (initialised) use((name == "a.zip" ? "/vsizip/" : "") + path);
  } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the answer to bad input
  }
  return 0;
}
