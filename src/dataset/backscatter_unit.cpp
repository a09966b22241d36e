#include "dataset/backscatter_unit.h"

#include <algorithm>
#include <cmath>

namespace scarp::dataset {
namespace {

constexpr double kFloor_db = -50;  // below any noise floor

}  // namespace

std::optional<BackscatterUnit> backscatter_unit(const std::string& name) {
  if (name == "power") return BackscatterUnit::power;
  if (name == "amplitude") return BackscatterUnit::amplitude;
  if (name == "dB") return BackscatterUnit::decibel;
  return std::nullopt;
}

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

double to_decibel(double value, BackscatterUnit unit) {
  if (unit == BackscatterUnit::decibel) return std::max(value, kFloor_db);
  const double power = unit == BackscatterUnit::amplitude ? value * value : value;
  return power > 0 ? std::max(10 * std::log10(power), kFloor_db) : kFloor_db;
}

}  // namespace scarp::dataset
