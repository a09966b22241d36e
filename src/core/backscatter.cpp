#include "core/backscatter.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/fast_math.h"
#include "core/vectorised.h"

namespace scarp {
namespace {

constexpr double kFloor_db = -50;
constexpr float kFloorPower = 1e-5F;   // −50 dB
constexpr float kBrokenPower = 1e10F;  // 100 dB
constexpr float kDecibelPerNeper = 4.3429448F;

SCARP_VECTORISED
void powers_to_decibel(float* values, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float power = values[i] > kFloorPower ? values[i] : kFloorPower;
    values[i] = fast_log(power) * kDecibelPerNeper;
  }
}

// Not of squares: those of the smallest are no floats.
SCARP_VECTORISED
void amplitudes_to_decibel(float* values, std::int64_t count) {
  constexpr float kFloorAmplitude = 3.1622777e-3F;
  for (std::int64_t i = 0; i < count; ++i) {
    const float size = std::abs(values[i]);
    values[i] = fast_log(size > kFloorAmplitude ? size : kFloorAmplitude) * (2 * kDecibelPerNeper);
  }
}

SCARP_VECTORISED
void raise_decibel(float* values, std::int64_t count) {
  constexpr auto kFloor = static_cast<float>(kFloor_db);
  for (std::int64_t i = 0; i < count; ++i) values[i] = values[i] < kFloor ? kFloor : values[i];
}

}  // namespace

std::string name_of(BackscatterUnit unit) {
  switch (unit) {
    case BackscatterUnit::power:
      return "power";
    case BackscatterUnit::amplitude:
      return "amplitude";
    case BackscatterUnit::decibel:
      break;
  }
  return "dB";
}

std::optional<BackscatterUnit> backscatter_unit(const std::string& name) {
  if (name == "power") return BackscatterUnit::power;
  if (name == "amplitude") return BackscatterUnit::amplitude;
  if (name == "dB") return BackscatterUnit::decibel;
  return std::nullopt;
}

double to_decibel(double value, BackscatterUnit unit) {
  if (unit == BackscatterUnit::decibel) return std::max(value, kFloor_db);
  const double power = unit == BackscatterUnit::amplitude ? value * value : value;
  return power > 0 ? std::max(10 * std::log10(power), kFloor_db) : kFloor_db;
}

void to_decibel(float* values, std::int64_t count, BackscatterUnit unit) {
  switch (unit) {
    case BackscatterUnit::power:
      return powers_to_decibel(values, count);
    case BackscatterUnit::amplitude:
      return amplitudes_to_decibel(values, count);
    case BackscatterUnit::decibel:
      return raise_decibel(values, count);
  }
}

float to_power(float value, BackscatterUnit unit, ZeroPower zero) {
  float power = value;
  if (unit == BackscatterUnit::amplitude) power = value * value;
  if (unit == BackscatterUnit::decibel) power = std::pow(10.0F, value / 10);
  const bool empty = power == 0 && unit != BackscatterUnit::decibel && zero == ZeroPower::no_data;
  return power < kBrokenPower && !empty ? power : std::numeric_limits<float>::quiet_NaN();
}

float from_power(float power, BackscatterUnit unit) {
  if (std::isnan(power)) return power;
  const float floored = std::max(power, kFloorPower);
  if (unit == BackscatterUnit::amplitude) return std::sqrt(floored);
  return unit == BackscatterUnit::decibel ? 10 * std::log10(floored) : floored;
}

}  // namespace scarp
