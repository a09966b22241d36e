#include <cmath>
#include <limits>

#include "change/series.h"

namespace scarp::change {
namespace {

constexpr float kFloorPower = 1e-5F;  // −50 dB: below any noise floor, only so that a log exists
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

float log_of(float value, Units units) {
  if (!std::isfinite(value)) return kNaN;
  switch (units) {
    case Units::power:
      return std::log(std::max(value, kFloorPower));
    case Units::amplitude:
      return std::log(std::max(value * value, kFloorPower));
    case Units::decibel:
      return std::max(value / kDecibelPerNeper, std::log(kFloorPower));
  }
  return kNaN;
}

}  // namespace

Image<float> log_power(const Acquisition& acquisition, const Window& window, Units units) {
  Image<float> image = acquisition.source->read(acquisition.band, window);
  for (float& value : image.values()) value = log_of(value, units);
  return image;
}

}  // namespace scarp::change
