#include "change/regional.h"

#include <algorithm>
#include <cmath>

#include "core/vectorised.h"

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

// The first cell whose centre is not before `position`.
int after(double position) { return static_cast<int>(std::ceil(position)); }

float mix(float a, float b, float share) { return a + share * (b - a); }

// from + (col − start) · share · rise, for the columns from `first` to `end`; `values` starts at
// `first_col`.
SCARP_VECTORISED
void add_line(float from, float rise, float start, float share, int first, int end, int first_col,
              float* values) {
  for (int col = first; col < end; ++col) {
    values[col - first_col] += from + (static_cast<float>(col) - start) * share * rise;
  }
}

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
  // Between two centres the offset is a straight line, which starts before the first and ends
  // behind the last one.
  const double step = static_cast<double>(full_.cols) / medians_.cols();
  const auto centre = [&](int block) { return (block + 0.5) * step - 0.5; };
  for (int block = -1; block < medians_.cols(); ++block) {
    const bool outermost = block < 0 || block + 1 == medians_.cols();
    const int first = block < 0 ? first_col : std::max(first_col, after(centre(block)));
    const int end = block + 1 == medians_.cols()
                        ? first_col + count
                        : std::min(first_col + count, after(centre(block + 1)));
    const float from = medians[static_cast<std::size_t>(std::max(0, block))];
    const float rise = outermost ? 0 : (medians[static_cast<std::size_t>(block) + 1] - from);
    const auto start = static_cast<float>(centre(block));
    const auto share = static_cast<float>(1 / step);
    add_line(from, rise, start, share, first, end, first_col, values);
  }
}

}  // namespace scarp::change
