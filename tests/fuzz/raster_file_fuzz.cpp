// Any bytes are a raster whose first cells can be read, or an Error.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.h"
#include "geo/gdal.h"
#include "geo/raster_file.h"
#include "support/temp_folder.h"

namespace {

constexpr int kLargestWindow = 64;

void read_corner(const std::string& path) {
  const scarp::geo::RasterFile file(path);
  const scarp::Size size = file.grid().size();
  const scarp::Window corner{0, 0, std::min(size.rows, kLargestWindow),
                             std::min(size.cols, kLargestWindow)};
  if (!(file.read(1, corner).size() == corner.size())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const scarp::test::TempFolder folder;
  static const bool initialised = (scarp::geo::initialise(), true);
  const std::string path = folder / "a.tif";
  scarp::test::write_file(path, std::string(data, data + size));
  try {
    if (initialised) read_corner(path);
  } catch (const scarp::Error&) {  // NOLINT(bugprone-empty-catch): the answer to bad input
  }
  return 0;
}
