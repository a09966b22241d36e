#include "stack/label_stack.h"

#include <fmt/format.h>

#include <optional>

#include "core/error.h"
#include "geo/mask_file.h"
#include "geo/rasterise.h"
#include "geo/vector_file.h"

namespace scarp::stack {
namespace {

constexpr int kTile = 512;

// 1 inside the polygons of a file.
Image<std::uint8_t> inside(const std::string& path, const Grid& grid) {
  try {
    return geo::rasterise(geo::read_polygons(path), grid);
  } catch (const Error& error) {  // of the geometry, which does not know the file
    if (!error.problem().where.empty()) throw;
    throw Error({error.problem().what, path, error.problem().advice}, error.fault());
  }
}

void require_any(const Image<std::uint8_t>& image, const std::string& path,
                 const StackFile& stack) {
  for (const std::uint8_t value : image.values()) {
    if (value != 0) return;
  }
  throw Error({fmt::format("has no polygon on the ground of {}", stack.raster().path()), path,
               "Check that both are of one place"});
}

}  // namespace

dataset::Labels label_stack(const StackFile& stack, const LabelFiles& files, ThreadPool& threads) {
  const Grid& grid = stack.grid();
  dataset::Labels labels{inside(files.inventory, grid), Image<std::uint8_t>(grid.size(), 1)};
  require_any(labels.landslide, files.inventory, stack);
  if (!files.interpreted_area.empty()) {
    labels.valid = inside(files.interpreted_area, grid);
    require_any(labels.valid, files.interpreted_area, stack);
  }
  std::optional<geo::RasterFile> mask;
  if (!files.mask.empty()) {
    mask.emplace(files.mask);
    mask->require_georeference();
  }
  const std::vector<Tile> work = tiles(grid.size(), kTile, 0);
  threads.parallel_for(static_cast<std::int64_t>(work.size()), [&](std::int64_t i) {
    const Window& window = work[static_cast<std::size_t>(i)].inner;
    const MaskImage own = stack.read_mask(window);
    const MaskImage other =
        mask ? geo::read_mask(*mask, grid.crop(window)) : MaskImage(window.size());
    for (int row = 0; row < window.rows; ++row) {
      std::uint8_t* valid = labels.valid.row(window.row + row) + window.col;
      for (int col = 0; col < window.cols; ++col) {
        if (own(row, col) != 0 || other(row, col) != 0) valid[col] = 0;
      }
    }
  });
  return labels;
}

}  // namespace scarp::stack
