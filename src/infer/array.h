#pragma once

#include <cstdint>

namespace scarp::infer {

/// How numbers are stored: as they are, or as integers times a step.
struct Number {
  enum class Type { f32, u8, s8 };
  Type type = Type::f32;
  float step = 1;

  std::int64_t bytes() const { return type == Type::f32 ? 4 : 1; }
};

/// An image (rows, cols, channels). `stride` is the number of elements from one pixel to the next:
/// more than there are channels where they are some of a larger array's.
struct Array {
  void* data = nullptr;
  int rows = 0;
  int cols = 0;
  int channels = 0;
  std::int64_t stride = 0;
  Number number{};
  /// Four images of half the rows and columns, one after the other, have its pixels: of each 2×2
  /// one, in row-major order.
  bool quartered = false;

  bool dense() const { return stride == channels; }
  std::int64_t row_values() const { return std::int64_t{cols} * channels; }
};

/// `channels` of `array` from `first` on.
Array slice(const Array& array, int first, int channels);

/// One of the four images of a quartered one.
Array quarter(const Array& array, int i);

/// A row as floats: in place where they are that, else in `room`.
const float* read_row(const Array& array, int row, float* room);

/// Where to put a row of floats: in place where possible, else `room`; then `finish_row` stores it.
float* row_to_write(const Array& array, int row, float* room);
void finish_row(const Array& array, int row, const float* values);

}  // namespace scarp::infer
