#include "map/stack_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "core/plausible_value.h"
#include "core/vectorised.h"

namespace scarp::map {
namespace {

constexpr int kFewestRows = 64;
constexpr int kColsAtOnce = 512;                              // likewise
constexpr std::int64_t kMostBytes = std::int64_t{256} << 20;  // of a part

int rows_at_once(const RasterSource& stack, int most_rows) {
  const std::int64_t row_bytes =
      std::int64_t{stack.band_count()} * stack.grid().cols() * static_cast<int>(sizeof(float));
  int rows = most_rows;
  while (rows > kFewestRows && rows * row_bytes > kMostBytes) rows /= 2;
  return rows;
}

SCARP_VECTORISED
bool all_plausible(const float* values, int count) {
  constexpr std::uint32_t kMagnitude = 0x7fffffff;  // larger bits are of larger numbers, or of none
  constexpr auto kLargest = std::bit_cast<std::uint32_t>(kLargestValue);
  std::uint32_t any = 0;
  for (int i = 0; i < count; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, values + i, sizeof(bits));
    any |= (bits & kMagnitude) > kLargest ? 1U : 0U;
  }
  return any == 0;
}

// Sets no_data where a value is none. Most rows have all of theirs, which one look tells. What
// cannot be a value becomes NaN; returns how many of these are finite.
std::int64_t mark_missing(float* values, int count, std::uint8_t* mask) {
  if (all_plausible(values, count)) return 0;
  std::int64_t undeclared = 0;
  for (int i = 0; i < count; ++i) {
    if (plausible_value(values[i])) continue;
    set(mask[i], MaskBit::no_data);
    if (std::isfinite(values[i])) ++undeclared;
    values[i] = std::numeric_limits<float>::quiet_NaN();
  }
  return undeclared;
}

}  // namespace

StackRows::StackRows(const RasterSource& stack, ReadMask mask, ThreadPool& threads, int most_rows)
    : stack_(stack),
      mask_(std::move(mask)),
      threads_(threads),
      step_(rows_at_once(stack, most_rows)) {}

void StackRows::advance(int first, int end) {
  for (; !parts_.empty() && parts_.front().end() <= first; parts_.pop_front()) {
    spare_.push_back(std::move(parts_.front()));
  }
  if (parts_.empty() && reading_.empty()) begin_part(first / step_ * step_);
  while (parts_.empty() || parts_.back().end() < end) finish_part();
}

void StackRows::begin_part(int first) {
  const Size size = stack_.grid().size();
  if (first >= size.rows) return;
  const Size part{std::min(step_, size.rows - first), size.cols};
  if (!spare_.empty() && spare_.back().mask.size() == part) {
    next_ = std::move(spare_.back());
    spare_.pop_back();
    next_.first = first;
  } else {
    next_ = {first, std::vector<Image<float>>(static_cast<std::size_t>(bands())), MaskImage(part)};
    // The system gives memory out page by page, which takes a while.
    threads_.parallel_for(bands(), [&](std::int64_t band) {
      next_.bands[static_cast<std::size_t>(band)] = Image<float>(part);
    });
  }
  next_.undeclared = std::vector<std::atomic<std::int64_t>>(static_cast<std::size_t>(part.rows));
  for (int col = 0; col < size.cols; col += kColsAtOnce) {
    const Window window{first, col, part.rows, std::min(kColsAtOnce, size.cols - col)};
    reading_.push_back(threads_.start([this, window] { read_into(next_, window); }));
  }
}

void StackRows::finish_part() {
  for (ThreadPool::Task& task : reading_) task.wait();
  reading_.clear();
  parts_.push_back(std::move(next_));
  begin_part(parts_.back().end());
}

void StackRows::read_into(Part& part, const Window& window) const {
  paste(mask_(window), part.mask, 0, window.col);
  stack_.read_into(window, part.bands, 0, window.col);
  for (Image<float>& band : part.bands) {
    for (int row = 0; row < window.rows; ++row) {
      part.undeclared[static_cast<std::size_t>(row)] +=
          mark_missing(band.row(row) + window.col, window.cols, part.mask.row(row) + window.col);
    }
  }
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

std::int64_t StackRows::undeclared(int row) const {
  const Part& part = part_with(row);
  return part.undeclared[static_cast<std::size_t>(row - part.first)];
}

}  // namespace scarp::map
