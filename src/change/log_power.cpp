#include <algorithm>
#include <limits>

#include "change/fast_math.h"
#include "change/series.h"

namespace scarp::change {
namespace {

constexpr float kFloorPower = 1e-5F;     // −50 dB: below any noise floor, only so that a log exists
constexpr float kFloorLog = -11.51293F;  // of kFloorPower
constexpr float kHighestLog = 23;        // 100 dB: no backscatter, but a broken cell
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

float log_of_power(float power, ZeroPower zero) {
  const float log = fast_log(std::max(power, kFloorPower));
  const bool known = power != 0 || zero == ZeroPower::data;
  return known && log < kHighestLog ? log : kNaN;  // NaN stays NaN
}

float log_of_decibel(float decibel) {
  const float log = std::max(decibel / kDecibelPerNeper, kFloorLog);
  return log < kHighestLog ? log : kNaN;
}

}  // namespace

Image<float> log_power(const Acquisition& acquisition, const Window& window, Units units) {
  Image<float> image = acquisition.source->read(acquisition.band, window);
  std::vector<float>& values = image.values();
  switch (units) {
    case Units::power:
      for (float& value : values) value = log_of_power(value, acquisition.zero);
      break;
    case Units::amplitude:
      for (float& value : values) value = log_of_power(value * value, acquisition.zero);
      break;
    case Units::decibel:
      for (float& value : values) value = log_of_decibel(value);
      break;
  }
  return image;
}

}  // namespace scarp::change
