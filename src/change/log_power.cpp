#include <cmath>
#include <limits>

#include "change/series.h"

namespace scarp::change {
namespace {

constexpr float kFloorPower = 1e-5F;  // −50 dB: below any noise floor, only so that a log exists
constexpr float kHighestLog = 23;     // 100 dB: no backscatter, but a broken cell
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

float log_of_power(float power) {
  return power == 0 ? kNaN : std::log(std::max(power, kFloorPower));
}

float log_of(float value, Units units) {
  float log = kNaN;
  switch (units) {
    case Units::power:
      log = log_of_power(value);
      break;
    case Units::amplitude:
      log = log_of_power(value * value);
      break;
    case Units::decibel:
      log = std::max(value / kDecibelPerNeper, std::log(kFloorPower));
      break;
  }
  return log < kHighestLog ? log : kNaN;  // NaN stays NaN
}

}  // namespace

Image<float> log_power(const Acquisition& acquisition, const Window& window, Units units) {
  Image<float> image = acquisition.source->read(acquisition.band, window);
  for (float& value : image.values()) value = log_of(value, units);
  return image;
}

}  // namespace scarp::change
