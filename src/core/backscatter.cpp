#include "core/backscatter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scarp {
namespace {

constexpr double kFloor_db = -50;
constexpr float kFloorPower = 1e-5F;   // −50 dB
constexpr float kBrokenPower = 1e10F;  // 100 dB

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
