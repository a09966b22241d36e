#include "core/window.h"

namespace scarp {
namespace {

std::vector<Tile> cut(Size size, Size step, int halo) {
  std::vector<Tile> result;
  for (int row = 0; row < size.rows; row += step.rows) {
    for (int col = 0; col < size.cols; col += step.cols) {
      const Window inner = intersect({row, col, step.rows, step.cols}, whole(size));
      result.push_back({inner, grow(inner, halo, size)});
    }
  }
  return result;
}

}  // namespace

std::vector<Tile> tiles(Size size, int edge, int halo) { return cut(size, {edge, edge}, halo); }

std::vector<Tile> strips(Size size, int rows, int halo) {
  return cut(size, {rows, size.cols}, halo);
}

}  // namespace scarp
