#include "sim/terrain_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scarp::sim {

sar::HeightTile heights_of(const Raster<float>& dem, const Window& window) {
  sar::HeightTile tile{window, Image<float>(window.size())};
  for (int r = 0; r < window.rows; ++r) {
    const int row = std::clamp(window.row + r, 0, dem.grid.rows() - 1);
    for (int c = 0; c < window.cols; ++c) {
      tile.values(r, c) = dem.values(row, std::clamp(window.col + c, 0, dem.grid.cols() - 1));
    }
  }
  return tile;
}

Image<float> known_part(const Image<float>& image, const Window& window) {
  Image<float> part(window.size(), std::numeric_limits<float>::quiet_NaN());
  const Window known = intersect(window, whole(image.size()));
  if (!known.empty()) {
    paste(crop(image, known), part, known.row - window.row, known.col - window.col);
  }
  return part;
}

sar::Relief relief_of(const Raster<float>& dem) {
  sar::Relief relief{1e9, -1e9};
  for (const float height : dem.values.values()) {
    if (std::isnan(height)) continue;
    relief.lowest_m = std::min<double>(relief.lowest_m, height);
    relief.highest_m = std::max<double>(relief.highest_m, height);
  }
  return relief.lowest_m > relief.highest_m ? sar::Relief{} : relief;
}

std::vector<Window> pieces_of(Size size, Size piece) {
  std::vector<Window> pieces;
  for (int row = 0; row < size.rows; row += piece.rows) {
    for (int col = 0; col < size.cols; col += piece.cols) {
      pieces.push_back(intersect({row, col, piece.rows, piece.cols}, whole(size)));
    }
  }
  return pieces;
}

}  // namespace scarp::sim
