#include "sar/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "core/error.h"
#include "sar/line_profile.h"

namespace scarp::sar {
namespace {

const std::vector<float>& factors_of(const CalibrationVector& vector, Quantity quantity) {
  switch (quantity) {
    case Quantity::sigma0:
      return vector.sigma0;
    case Quantity::gamma0:
      return vector.gamma0;
    case Quantity::beta0:
    case Quantity::gamma0_rtc:
      break;
  }
  return vector.beta0;
}

// Those of products are some hundreds. Beyond these limits power would not fit a float.
constexpr float kLeast = 1e-3F;
constexpr float kMost = 1e9F;

void require_factors(const std::vector<float>& factors, std::size_t count, int line) {
  if (factors.size() != count) {
    throw Error({fmt::format("the calibration vector of line {} has {} pixels, but {} factors",
                             line, count, factors.size()),
                 "", ""});
  }
  const auto usable = [](float factor) { return factor >= kLeast && factor <= kMost; };
  if (std::all_of(factors.begin(), factors.end(), usable)) return;
  throw Error(
      {fmt::format("the calibration vector of line {} has factors beyond 0.001 to 1e9", line), "",
       ""});
}

void require_vector(const CalibrationVector& vector) {
  if (vector.pixels.empty()) {
    throw Error({fmt::format("the calibration vector of line {} is empty", vector.line), "", ""});
  }
  if (std::adjacent_find(vector.pixels.begin(), vector.pixels.end(), std::greater_equal<>()) !=
      vector.pixels.end()) {
    throw Error({fmt::format("the pixels of the calibration vector of line {} are out of order",
                             vector.line),
                 "", ""});
  }
  for (const auto* factors : {&vector.sigma0, &vector.beta0, &vector.gamma0}) {
    require_factors(*factors, vector.pixels.size(), vector.line);
  }
}

}  // namespace

const char* name_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::sigma0:
      return "sigma0";
    case Quantity::beta0:
      return "beta0";
    case Quantity::gamma0:
      return "gamma0";
    case Quantity::gamma0_rtc:
      break;
  }
  return "gamma0-rtc";
}

CalibrationTable::CalibrationTable(std::vector<CalibrationVector> vectors)
    : vectors_(std::move(vectors)) {
  if (vectors_.size() < 2) throw Error({"has fewer than two calibration vectors", "", ""});
  for (const CalibrationVector& vector : vectors_) {
    require_vector(vector);
    if (!lines_.empty() && vector.line <= lines_.back()) {
      throw Error(
          {fmt::format("the calibration vector of line {} is out of order", vector.line), "", ""});
    }
    lines_.push_back(vector.line);
  }
}

void CalibrationTable::factors(Quantity quantity, int line, int first_pixel, int count,
                               float* out) const {
  if (count < 1) return;
  const LineBracket lines = bracket(lines_, line);
  const CalibrationVector& before = vectors_[lines.before];
  const CalibrationVector& after = vectors_[lines.after];
  LineProfile profile;
  profile.set<float>({before.pixels, factors_of(before, quantity)},
                     {after.pixels, factors_of(after, quantity)}, lines.weight, 1, first_pixel,
                     first_pixel + count - 1);
  profile.sample(first_pixel, count, out);
}

}  // namespace scarp::sar
