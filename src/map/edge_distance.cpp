#include "map/edge_distance.h"

#include <algorithm>
#include <limits>

namespace scarp::map {
namespace {

constexpr float kDiagonal = 1.41421356F;

void shorten(const Image<float>& distance, int row, int col, float step, float& best) {
  if (row < 0 || row >= distance.rows() || col < 0 || col >= distance.cols()) return;
  best = std::min(best, distance(row, col) + step);
}

// From the four neighbours that were looked at before, in the direction `ahead` (1 or −1) of rows
// and columns.
void pass_on(int row, int col, int ahead, Image<float>& distance) {
  float best = distance(row, col);
  shorten(distance, row, col - ahead, 1, best);
  shorten(distance, row - ahead, col, 1, best);
  shorten(distance, row - ahead, col - 1, kDiagonal, best);
  shorten(distance, row - ahead, col + 1, kDiagonal, best);
  distance(row, col) = best;
}

}  // namespace

Image<float> edge_distance(const Image<std::uint8_t>& inside) {
  Image<float> distance(inside.size());
  std::transform(
      inside.values().begin(), inside.values().end(), distance.values().begin(),
      [](std::uint8_t one) { return one != 0 ? std::numeric_limits<float>::infinity() : 0.0F; });
  for (int row = 0; row < inside.rows(); ++row) {
    for (int col = 0; col < inside.cols(); ++col) pass_on(row, col, 1, distance);
  }
  for (int row = inside.rows() - 1; row >= 0; --row) {
    for (int col = inside.cols() - 1; col >= 0; --col) pass_on(row, col, -1, distance);
  }
  return distance;
}

}  // namespace scarp::map
