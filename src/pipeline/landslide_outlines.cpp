#include "pipeline/landslide_outlines.h"

#include <utility>

#include "geo/polygonise.h"
#include "product/region_statistics.h"
#include "product/thumbnail.h"

namespace scarp::pipeline {
namespace {

constexpr int kTileEdge = 512;  // that of the blocks in the files

// Tiles of the raster with a region in them.
std::vector<Window> tiles_with_regions(const Runs& regions, Size size) {
  const Image<std::uint8_t> marked = product::shrink(regions, size, kTileEdge);
  std::vector<Window> found;
  const std::vector<Tile> all = tiles(size, kTileEdge, 0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (marked.values()[i] != 0) found.push_back(all[i].inner);
  }
  return found;
}

std::vector<product::Summary> summarise_slope(const product::Regions& regions, const Grid& grid,
                                              const Slopes& slopes) {
  std::vector<product::Summary> summaries(static_cast<std::size_t>(regions.count));
  for (const Window& tile : tiles_with_regions(regions.runs, grid.size())) {
    product::summarise(regions.runs, tile, slopes.slope_deg(grid.crop(tile)), summaries);
  }
  return summaries;
}

}  // namespace

std::vector<product::Landslide> outline_landslides(const product::Regions& regions,
                                                   const Grid& grid, const Slopes* slopes) {
  std::vector<product::Summary> slope_deg;
  if (slopes != nullptr) slope_deg = summarise_slope(regions, grid, *slopes);
  std::vector<product::Landslide> landslides;
  if (regions.count == 0) return landslides;
  const std::size_t quantities = regions.summaries.size() / static_cast<std::size_t>(regions.count);
  for (geo::Region& region :
       geo::polygonise(regions.runs, grid, {.connection = Connection::corners})) {
    const auto index = static_cast<std::size_t>(region.value) - 1;
    const product::Summary* summary = regions.summaries.data() + index * quantities;
    product::Landslide& landslide = landslides.emplace_back();
    landslide.outline = std::move(region.outline);
    landslide.area_m2 = region.area_m2;
    landslide.mean_score = summary[0].mean();
    landslide.max_score = summary[0].maximum();
    landslide.mean_change = summary[1].mean();
    for (std::size_t q = 2; q < quantities; ++q) {
      landslide.mean_change_db.push_back(summary[q].mean());
    }
    if (slopes != nullptr) landslide.mean_slope_deg = slope_deg[index].mean();
  }
  return landslides;
}

}  // namespace scarp::pipeline
