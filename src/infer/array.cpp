#include "infer/array.h"

#include <bit>
#include <cstring>

#include "core/vectorised.h"

namespace scarp::infer {
namespace {

/// Dense integers to numbers and back; NaN becomes the least.
SCARP_VECTORISED
void widen(std::int64_t count, const std::uint8_t* x, float step, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = static_cast<float>(x[i]) * step;
}

SCARP_VECTORISED
void widen(std::int64_t count, const std::int8_t* x, float step, float* y) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = static_cast<float>(x[i]) * step;
}

constexpr float kRounder = 12582912;  // 1.5 · 2^23: the sum's last bits are the nearest integer's

SCARP_VECTORISED
void round_to(std::int64_t count, const float* x, float per_step, std::uint8_t* y) {
  for (std::int64_t i = 0; i < count; ++i) {
    float steps = x[i] * per_step;
    steps = steps > 0.0F ? steps : 0.0F;
    steps = steps < 255.0F ? steps : 255.0F;
    y[i] = static_cast<std::uint8_t>(std::bit_cast<std::uint32_t>(steps + kRounder));
  }
}

SCARP_VECTORISED
void round_to(std::int64_t count, const float* x, float per_step, std::int8_t* y) {
  for (std::int64_t i = 0; i < count; ++i) {
    float steps = x[i] * per_step;
    steps = steps > -127.0F ? steps : -127.0F;
    steps = steps < 127.0F ? steps : 127.0F;
    y[i] = static_cast<std::int8_t>(std::bit_cast<std::uint32_t>(steps + kRounder));
  }
}

template <typename T>
T* row_of(const Array& array, int row) {
  return static_cast<T*>(array.data) + std::int64_t{row} * array.cols * array.stride;
}

template <typename T>
void widen_row(const Array& array, int row, float* room) {
  const T* from = row_of<T>(array, row);
  if (array.dense()) return widen(array.row_values(), from, array.number.step, room);
  for (std::int64_t c = 0; c < array.cols; ++c) {
    widen(array.channels, from + c * array.stride, array.number.step, room + c * array.channels);
  }
}

template <typename T>
void round_row(const Array& array, int row, const float* values) {
  T* to = row_of<T>(array, row);
  const float per_step = 1 / array.number.step;
  if (array.dense()) return round_to(array.row_values(), values, per_step, to);
  for (std::int64_t c = 0; c < array.cols; ++c) {
    round_to(array.channels, values + c * array.channels, per_step, to + c * array.stride);
  }
}

bool in_place(const Array& array) {
  return array.number.type == Number::Type::f32 && array.dense();
}

}  // namespace

Array slice(const Array& array, int first, int channels) {
  Array result = array;
  result.data = static_cast<char*>(array.data) + first * array.number.bytes();
  result.channels = channels;
  return result;
}

Array quarter(const Array& array, int i) {
  Array result = array;
  result.quartered = false;
  result.rows /= 2;
  result.cols /= 2;
  result.data = static_cast<char*>(array.data) +
                i * result.number.bytes() * result.rows * result.row_values();
  return result;
}

const float* read_row(const Array& array, int row, float* room) {
  switch (array.number.type) {
    case Number::Type::u8:
      widen_row<std::uint8_t>(array, row, room);
      return room;
    case Number::Type::s8:
      widen_row<std::int8_t>(array, row, room);
      return room;
    case Number::Type::f32:
      break;
  }
  const float* from = row_of<float>(array, row);
  if (array.dense()) return from;
  for (std::int64_t c = 0; c < array.cols; ++c) {
    std::memcpy(room + c * array.channels, from + c * array.stride,
                sizeof(float) * static_cast<std::size_t>(array.channels));
  }
  return room;
}

float* row_to_write(const Array& array, int row, float* room) {
  return in_place(array) ? row_of<float>(array, row) : room;
}

void finish_row(const Array& array, int row, const float* values) {
  if (in_place(array)) return;
  switch (array.number.type) {
    case Number::Type::u8:
      return round_row<std::uint8_t>(array, row, values);
    case Number::Type::s8:
      return round_row<std::int8_t>(array, row, values);
    case Number::Type::f32:
      break;
  }
  float* to = row_of<float>(array, row);
  for (std::int64_t c = 0; c < array.cols; ++c) {
    std::memcpy(to + c * array.stride, values + c * array.channels,
                sizeof(float) * static_cast<std::size_t>(array.channels));
  }
}

}  // namespace scarp::infer
