#include "geo/overview.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace scarp::geo {
namespace {

template <typename T>
class Halver {
 public:
  explicit Halver(const Overview& overview)
      : bands_(overview.format.bands), average_(overview.average) {
    if (!overview.no_data || std::isnan(*overview.no_data)) return;
    has_value_ = true;
    value_ = static_cast<T>(*overview.no_data);
  }

  // Of the cells (0, 0) to (1, 1) that `tile` points at, the last row and column of which may not
  // be there.
  T operator()(const T* tile, bool below, bool beside) const {
    if (!average_) return *tile;
    float sum = 0;
    float count = 0;
    add(tile[0], sum, count);
    if (beside) add(tile[bands_], sum, count);
    if (below) add(tile[row_], sum, count);
    if (below && beside) add(tile[row_ + bands_], sum, count);
    return mean(sum, count);
  }

  // The same where all four are there, for a whole row of `count` values.
  void row(const T* tile, int cols, T* half) const {
    for (std::ptrdiff_t col = 0; col < cols; ++col) {
      for (std::ptrdiff_t band = 0; band < bands_; ++band) {
        half[col * bands_ + band] = (*this)(tile + 2 * col * bands_ + band, true, true);
      }
    }
  }

  std::ptrdiff_t row_values() const { return row_; }

 private:
  void add(T value, float& sum, float& count) const {
    bool there = true;
    if constexpr (std::is_same_v<T, float>) there = !std::isnan(value);
    if (has_value_ && value == value_) there = false;
    sum += there ? static_cast<float>(value) : 0.0F;
    count += there ? 1.0F : 0.0F;
  }

  T mean(float sum, float count) const {
    if constexpr (std::is_same_v<T, float>) {
      if (count == 0) return has_value_ ? value_ : std::numeric_limits<float>::quiet_NaN();
      return sum / count;
    } else {
      if (count == 0) return value_;
      return static_cast<T>(std::lround(sum / count));
    }
  }

  std::ptrdiff_t bands_;
  std::ptrdiff_t row_ = bands_ * kTileEdge;
  bool average_;
  bool has_value_ = false;
  T value_{};
};

template <typename T>
void add_half_of(const Overview& overview, const TileCells& tile, Size size, int row, int col,
                 TileCells& half) {
  const Halver<T> halver(overview);
  const auto* from = reinterpret_cast<const T*>(tile.data());
  auto* to = reinterpret_cast<T*>(half.data());
  const std::ptrdiff_t bands = overview.format.bands;
  for (int r = 0; r < size.rows; r += 2) {
    const T* cells = from + r * halver.row_values();
    T* target = to + (row + r / 2) * halver.row_values() + col * bands;
    const bool below = r + 1 < size.rows;
    int c = 0;
    if (below) {
      halver.row(cells, size.cols / 2, target);
      c = size.cols / 2 * 2;
    }
    for (; c < size.cols; c += 2) {
      for (std::ptrdiff_t band = 0; band < bands; ++band) {
        target[c / 2 * bands + band] = halver(cells + c * bands + band, below, c + 1 < size.cols);
      }
    }
  }
}

}  // namespace

void add_half(const Overview& overview, const TileCells& tile, Size size, int row, int col,
              TileCells& half) {
  switch (overview.format.type) {
    case CellType::u8:
      return add_half_of<std::uint8_t>(overview, tile, size, row, col, half);
    case CellType::i16:
      return add_half_of<std::int16_t>(overview, tile, size, row, col, half);
    case CellType::f32:
      return add_half_of<float>(overview, tile, size, row, col, half);
  }
}

}  // namespace scarp::geo
