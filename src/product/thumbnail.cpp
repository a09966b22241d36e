#include "product/thumbnail.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/coarser.h"
#include "core/vectorised.h"

namespace scarp::product {
namespace {

int step_for(Size full, int longest_edge) {
  const int longest = std::max(full.rows, full.cols);
  return std::max(1, (longest + longest_edge - 1) / longest_edge);
}

// The sum of the cells of each square, from left to right.
template <int Step>
[[gnu::always_inline]] inline void add_squares(const float* cells, int squares, double* sums,
                                               std::int32_t* counts) {
  for (int square = 0; square < squares; ++square) {
    double sum = sums[square];
    std::int32_t count = counts[square];
    for (int k = 0; k < Step; ++k) {
      const float cell = cells[square * Step + k];
      const bool there = !std::isnan(cell);
      sum += there ? cell : 0.0F;
      count += there ? 1 : 0;
    }
    sums[square] = sum;
    counts[square] = count;
  }
}

// A step that the compiler knows makes it several squares at once. False for other steps.
SCARP_VECTORISED
bool add_whole_squares(int step, const float* cells, int squares, double* sums,
                       std::int32_t* counts) {
  if (step == 2) return add_squares<2>(cells, squares, sums, counts), true;
  if (step == 3) return add_squares<3>(cells, squares, sums, counts), true;
  if (step == 4) return add_squares<4>(cells, squares, sums, counts), true;
  if (step == 8) return add_squares<8>(cells, squares, sums, counts), true;
  return false;
}

}  // namespace

Thumbnail::Thumbnail(Size full, int longest_edge)
    : step_(step_for(full, longest_edge)),
      sums_(coarser(full, step_)),
      counts_(coarser(full, step_)) {}

void Thumbnail::add(int row, int col, const Image<float>& values) {
  for (int r = 0; r < values.rows(); ++r) {
    const float* cells = values.row(r);
    double* sums = sums_.row((row + r) / step_);
    std::int32_t* counts = counts_.row((row + r) / step_);
    const int whole = col % step_ == 0 ? values.cols() / step_ : 0;
    const bool done =
        add_whole_squares(step_, cells, whole, sums + col / step_, counts + col / step_);
    const int rest = done ? whole * step_ : 0;
    // The first cells of all squares, then the second ones: no addition waits for the last one.
    for (int k = 0; k < step_; ++k) {
      int c = rest + (k + step_ - (col + rest) % step_) % step_;
      for (int square = (col + c) / step_; c < values.cols(); c += step_, ++square) {
        const bool there = !std::isnan(cells[c]);
        sums[square] += there ? cells[c] : 0.0F;
        counts[square] += there ? 1 : 0;
      }
    }
  }
}

Image<float> Thumbnail::image() const {
  Image<float> mean(sums_.size(), std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < mean.values().size(); ++i) {
    const std::int32_t count = counts_.values()[i];
    if (count > 0) mean.values()[i] = static_cast<float>(sums_.values()[i] / count);
  }
  return mean;
}

void mark(const Runs& runs, int step, Image<std::uint8_t>& picture) {
  for (const Run& run : runs) {
    std::uint8_t* row = picture.row(run.row / step);
    std::fill(row + run.first / step, row + (run.end - 1) / step + 1, std::uint8_t{1});
  }
}

Image<std::uint8_t> shrink(const Runs& runs, Size full, int step) {
  Image<std::uint8_t> small(coarser(full, step));
  mark(runs, step, small);
  return small;
}

}  // namespace scarp::product
