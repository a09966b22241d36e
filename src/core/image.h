#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "core/window.h"

namespace scarp {

/// A rectangle of values in row-major order, without a place on the Earth.
template <typename T>
class Image {
 public:
  Image() = default;
  explicit Image(Size size, T value = T{})
      : size_(size), values_(static_cast<std::size_t>(size.cells()), value) {}
  Image(Size size, std::vector<T> values) : size_(size), values_(std::move(values)) {}

  Size size() const { return size_; }
  int rows() const { return size_.rows; }
  int cols() const { return size_.cols; }
  bool empty() const { return values_.empty(); }

  T& operator()(int row, int col) { return values_[index(row, col)]; }
  const T& operator()(int row, int col) const { return values_[index(row, col)]; }

  T* row(int row) { return values_.data() + index(row, 0); }
  const T* row(int row) const { return values_.data() + index(row, 0); }

  std::vector<T>& values() { return values_; }
  const std::vector<T>& values() const { return values_; }

 private:
  std::size_t index(int row, int col) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(size_.cols) +
           static_cast<std::size_t>(col);
  }

  Size size_;
  std::vector<T> values_;
};

/// The part of `image` inside `window`, which must lie within it.
template <typename T>
Image<T> crop(const Image<T>& image, const Window& window) {
  Image<T> part(window.size());
  for (int row = 0; row < window.rows; ++row) {
    const T* first = image.row(window.row + row) + window.col;
    std::copy(first, first + window.cols, part.row(row));
  }
  return part;
}

/// Copies `part` into `image` with its first cell at (`row`, `col`).
template <typename T>
void paste(const Image<T>& part, Image<T>& image, int row, int col) {
  for (int r = 0; r < part.rows(); ++r) {
    std::copy(part.row(r), part.row(r) + part.cols(), image.row(row + r) + col);
  }
}

}  // namespace scarp
