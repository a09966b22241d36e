#include "eval/svg_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace scarp::eval {
namespace {

constexpr int kMostDecimals = 4;
constexpr double kLargestInFull = 1e6;

// The smallest of 1, 2, 5 × 10ⁿ that makes at most `wanted` steps.
double step_for(double span, int wanted) {
  const double rough = span / wanted;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

// Ends apart from each other, in proportion to their size.
void widen(double& low, double& high) {
  if (!std::isfinite(low) || !std::isfinite(high) || !std::isfinite(high - low)) {
    low = 0;
    high = 1;
  }
  const double least = std::max(1e-12, 1e-9 * std::max(std::abs(low), std::abs(high)));
  if (high - low >= least) return;
  const double margin = low == 0 ? 0.5 : 0.1 * std::abs(low);
  high = low + margin;
  low -= margin;
}

}  // namespace

AxisScale axis_scale(double low, double high, int wanted, bool exact) {
  widen(low, high);
  const double step = step_for(high - low, wanted);
  const double slack = exact ? 1e-9 : -1e-9;
  const double first = exact ? std::ceil(low / step - slack) : std::floor(low / step - slack);
  const double last = exact ? std::floor(high / step + slack) : std::ceil(high / step + slack);
  AxisScale scale;
  for (double i = first; i <= last; ++i) scale.ticks.push_back(i * step);
  scale.low = exact ? low : first * step;
  scale.high = exact ? high : last * step;
  scale.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  return scale;
}

std::string tick_label(double value, const AxisScale& scale) {
  if (scale.decimals > kMostDecimals || std::abs(value) >= kLargestInFull) {
    return fmt::format("{:.3g}", value);
  }
  const std::string text = fmt::format("{:.{}f}", value, scale.decimals);
  return value == 0 && text[0] == '-' ? text.substr(1) : text;
}

}  // namespace scarp::eval
