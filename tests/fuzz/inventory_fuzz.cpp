// Any bytes are polygons that can be brought onto a grid, or an Error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const test::TempFolder folder;
  static const bool initialised = (geo::initialise(), true);
  const bool text = size > 0 && data[0] == '{';
  const std::string path = folder / (text ? "a.geojson" : "a.gpkg");
  test::write_file(path, std::string(data, data + size));
  try {
    if (initialised) use(path);
  } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the answer to bad input
  }
  return 0;
}
