#include <algorithm>
#include <limits>

#include "change/series.h"
#include "core/fast_math.h"
#include "core/vectorised.h"

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

SCARP_VECTORISED
void replace_powers(std::vector<float>& values, ZeroPower zero) {
  for (float& value : values) value = log_of_power(value, zero);
}

SCARP_VECTORISED
void replace_amplitudes(std::vector<float>& values, ZeroPower zero) {
  for (float& value : values) value = log_of_power(value * value, zero);
}

SCARP_VECTORISED
void replace_decibels(std::vector<float>& values) {
  for (float& value : values) value = log_of_decibel(value);
}

}  // namespace

Image<float> log_power(const Acquisition& acquisition, const Window& window, Units units) {
  Image<float> image = acquisition.source->read(acquisition.band, window);
  switch (units) {
    case Units::power:
      replace_powers(image.values(), acquisition.zero);
      break;
    case Units::amplitude:
      replace_amplitudes(image.values(), acquisition.zero);
      break;
    case Units::decibel:
      replace_decibels(image.values());
      break;
  }
  return image;
}

}  // namespace scarp::change
