#include "change/regional.h"

#include <algorithm>
#include <cmath>

namespace scarp::change {
namespace {

constexpr double kBlockCells = 1024;
constexpr int kMostBlocks = 8;  // along an edge: each then holds enough of a sparse sample

int blocks_along(int cells) {
  return std::clamp(static_cast<int>(std::lround(cells / kBlockCells)), 1, kMostBlocks);
}

// The two block centres around a cell, and how far it is from the first to the second.
struct Between {
  int first;
  int second;
  float share;
};

Between between(int cell, int cells, int blocks) {
  const double position =
      std::clamp((cell + 0.5) * blocks / cells - 0.5, 0.0, static_cast<double>(blocks - 1));
  const int first = static_cast<int>(position);
  return {first, std::min(first + 1, blocks - 1), static_cast<float>(position - first)};
}

float mix(float a, float b, float share) { return a + share * (b - a); }

}  // namespace

RegionalOffset::RegionalOffset(Size full)
    : full_(full), medians_(Size{blocks_along(full.rows), blocks_along(full.cols)}) {}

int RegionalOffset::block_of(int row, int col) const {
  const auto index = [](int cell, int cells, int blocks) {
    return static_cast<int>(static_cast<std::int64_t>(cell) * blocks / cells);
  };
  return index(row, full_.rows, medians_.rows()) * medians_.cols() +
         index(col, full_.cols, medians_.cols());
}

float RegionalOffset::at(int row, int col) const {
  float value = 0;
  add_to_row(row, col, 1, &value);
  return value;
}

void RegionalOffset::add_to_row(int row, int first_col, int count, float* values) const {
  if (medians_.size() == Size{1, 1}) {
    for (int i = 0; i < count; ++i) values[i] += medians_(0, 0);
    return;
  }
  const Between down = between(row, full_.rows, medians_.rows());
  std::vector<float> medians(static_cast<std::size_t>(medians_.cols()));  // at this row
  for (int col = 0; col < medians_.cols(); ++col) {
    medians[col] = mix(medians_(down.first, col), medians_(down.second, col), down.share);
  }
  for (int i = 0; i < count; ++i) {
    const Between across = between(first_col + i, full_.cols, medians_.cols());
    values[i] += mix(medians[across.first], medians[across.second], across.share);
  }
}

}  // namespace scarp::change
