#include "report/detail.h"

#include <algorithm>
#include <map>
#include <utility>

#include "report/paint.h"
#include "report/scene_image.h"

namespace scarp::report {
namespace {

constexpr int kTile = 256;  // cells along an edge, as page.js knows too
constexpr int kStep = 4;    // from one size of cells to the next

/// Tiles by row and column.
using TileIndex = std::pair<int, int>;

// Those with most ground of landslides first.
std::vector<TileIndex> ranked(const WebGrid& level, const std::vector<Place>& places) {
  std::map<TileIndex, double> areas;
  for (const Place& place : places) {
    const CellPoint cell = level.grid.to_cell(web_point(level, place.lon_lat));
    const bool inside = cell.row >= 0 && cell.col >= 0 && cell.row < level.grid.rows() &&
                        cell.col < level.grid.cols();
    if (!inside) continue;
    areas[{static_cast<int>(cell.row) / kTile, static_cast<int>(cell.col) / kTile}] += place.area;
  }
  std::vector<std::pair<TileIndex, double>> tiles(areas.begin(), areas.end());
  std::stable_sort(tiles.begin(), tiles.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<TileIndex> indices;
  for (const auto& [index, sum] : tiles) indices.push_back(index);
  return indices;
}

PictureTile tile_of(const std::vector<SceneBand>& bands, const product::Stretch& stretch,
                    const WebGrid& part) {
  const Image<float> values_db = mean_db(bands, part, geo::Apart::empty);
  return {geo::png_bytes(paint(values_db, grey_ramp(stretch.low, stretch.high))), part.lon_lat};
}

/// A tile of each picture that is swiped, in the order of the swipes, before and after.
std::vector<PictureTile> tiles_at(const WebGrid& part, const Pictures& pictures) {
  std::vector<PictureTile> tiles;
  for (const SwipedScenes& one : pictures.swiped) {
    tiles.push_back(tile_of(one.scenes->before, one.stretch, part));
    tiles.push_back(tile_of(one.scenes->after, one.stretch, part));
  }
  return tiles;
}

void add(std::vector<PictureTile> tiles, Pictures& pictures) {
  auto tile = tiles.begin();
  for (const Swipe& swipe : pictures.swipes) {
    pictures.pictures[swipe.before].tiles.push_back(std::move(*tile++));
    pictures.pictures[swipe.after].tiles.push_back(std::move(*tile++));
  }
}

void add_level(const WebGrid& level, const std::vector<Place>& places, std::size_t most_bytes,
               Pictures& pictures) {
  const Size size = level.grid.size();
  std::size_t bytes = 0;
  for (const auto& [row, col] : ranked(level, places)) {
    const Window window = intersect({row * kTile, col * kTile, kTile, kTile}, whole(size));
    std::vector<PictureTile> tiles = tiles_at(part_of(level, window), pictures);
    for (const PictureTile& tile : tiles) bytes += tile.png.size();
    if (bytes > most_bytes) return;
    add(std::move(tiles), pictures);
  }
}

}  // namespace

void add_detail(const Grid& area, double shrinking, const std::vector<Place>& places,
                std::size_t most_bytes, Pictures& pictures) {
  std::vector<double> levels;
  for (double cells = 1; kLeastShrinking * cells <= shrinking; cells *= kStep) {
    levels.insert(levels.begin(), cells);
  }
  for (const double cells : levels) {
    add_level(web_grid_of_cells(area, cells), places, most_bytes / levels.size(), pictures);
  }
}

}  // namespace scarp::report
