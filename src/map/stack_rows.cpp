#include "map/stack_rows.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace scarp::map {
namespace {

constexpr int kMostRows = 512;  // the height of a block in most tiled files
constexpr int kFewestRows = 64;
constexpr std::int64_t kMostBytes = std::int64_t{256} << 20;  // of a part

int rows_at_once(const RasterSource& stack) {
  const std::int64_t row_bytes =
      std::int64_t{stack.band_count()} * stack.grid().cols() * static_cast<int>(sizeof(float));
  int rows = kMostRows;
  while (rows > kFewestRows && rows * row_bytes > kMostBytes) rows /= 2;
  return rows;
}

}  // namespace

StackRows::StackRows(const RasterSource& stack, ReadMask mask, ThreadPool& threads)
    : stack_(stack), mask_(std::move(mask)), threads_(threads), step_(rows_at_once(stack)) {}

void StackRows::advance(int first, int end) {
  while (!parts_.empty() && parts_.front().end() <= first) parts_.pop_front();
  int next = parts_.empty() ? first / step_ * step_ : parts_.back().end();
  while (next < end) {
    const int part_end = std::min(next + step_, stack_.grid().rows());
    parts_.push_back(read(next, part_end));
    next = part_end;
  }
}

StackRows::Part StackRows::read(int first, int end) const {
  const Window window{first, 0, end - first, stack_.grid().cols()};
  Part part{first, std::vector<Image<float>>(static_cast<std::size_t>(bands())), {}};
  threads_.parallel_for(bands() + 1, [&](std::int64_t i) {
    if (i == bands()) {
      part.mask = mask_(window);
    } else {
      part.bands[static_cast<std::size_t>(i)] = stack_.read(static_cast<int>(i) + 1, window);
    }
  });
  threads_.parallel_for(window.rows, [&](std::int64_t i) {
    const int row = static_cast<int>(i);
    std::uint8_t* bits = part.mask.row(row);
    for (const Image<float>& band : part.bands) {
      const float* values = band.row(row);
      for (int col = 0; col < window.cols; ++col) {
        if (!std::isfinite(values[col])) set(bits[col], MaskBit::no_data);
      }
    }
  });
  return part;
}

const StackRows::Part& StackRows::part_with(int row) const {
  return *std::find_if(parts_.begin(), parts_.end(),
                       [row](const Part& part) { return row < part.end(); });
}

const float* StackRows::values(int band, int row) const {
  const Part& part = part_with(row);
  return part.bands[static_cast<std::size_t>(band)].row(row - part.first);
}

const std::uint8_t* StackRows::mask(int row) const {
  const Part& part = part_with(row);
  return part.mask.row(row - part.first);
}

}  // namespace scarp::map
