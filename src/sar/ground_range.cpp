#include "sar/ground_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <ranges>
#include <utility>

#include "core/error.h"

namespace scarp::sar {
namespace {

constexpr int kMostSteps = 30;
constexpr double kSmallStep_m = 1e-6;
constexpr int kSlopeSamples = 64;
// Polynomials stand for more than the image: high ground beyond its edges lies within it.
constexpr double kReach = 0.2;
constexpr double kReach_m = 30000;

[[noreturn]] void refuse(const std::string& what) {
  throw Error({"the relation of slant range to ground range is not usable: " + what, "",
               "Download the product again; it may be damaged"});
}

struct ValueAndSlope {
  double value = 0;
  double slope = 0;
};

ValueAndSlope evaluate(const GroundRangeRecord& record, double ground_range_m) {
  const double g = ground_range_m - record.origin_m;
  ValueAndSlope result;
  for (const double c : std::views::reverse(record.coefficients)) {
    result.slope = result.slope * g + result.value;
    result.value = result.value * g + c;
  }
  return result;
}

// The first four coefficients in powers of (g − ground_range_m), by repeated synthetic division.
std::array<double, 4> expand(const GroundRangeRecord& record, double ground_range_m) {
  const double g = ground_range_m - record.origin_m;
  std::vector<double> c = record.coefficients;
  std::array<double, 4> result{};
  for (std::size_t k = 0; k < result.size() && k < c.size(); ++k) {
    for (std::size_t i = c.size() - 1; i-- > k;) c[i] += g * c[i + 1];
    result[k] = c[k];
  }
  return result;
}

void require_usable(const GroundRangeRecord& record, double max_ground_range_m) {
  const auto finite = [](double value) { return std::isfinite(value); };
  if (record.coefficients.size() < 2) refuse("a record has fewer than two coefficients");
  if (!std::all_of(record.coefficients.begin(), record.coefficients.end(), finite) ||
      !finite(record.azimuth_time_s) || !finite(record.origin_m)) {
    refuse("a record holds a value that is not finite");
  }
  for (int i = 0; i <= kSlopeSamples; ++i) {
    const ValueAndSlope r = evaluate(record, max_ground_range_m * i / kSlopeSamples);
    if (r.value > 0 && r.slope > 0 && r.slope < 1) continue;
    refuse("a polynomial does not grow like a slant range");
  }
}

}  // namespace

GroundRangeTable::GroundRangeTable(std::vector<GroundRangeRecord> records,
                                   double max_ground_range_m)
    : records_(std::move(records)), max_ground_range_m_(max_ground_range_m) {
  if (records_.empty()) refuse("it has no records");
  if (!(max_ground_range_m > 0 && std::isfinite(max_ground_range_m))) {
    refuse(fmt::format("the image is {:g} m wide", max_ground_range_m));
  }
  for (std::size_t i = 0; i < records_.size(); ++i) {
    require_usable(records_[i], max_ground_range_m_);
    if (i > 0 && !(records_[i].azimuth_time_s > records_[i - 1].azimuth_time_s)) {
      refuse("the times of its records do not increase");
    }
  }
}

GroundRangeTable::Span GroundRangeTable::span_at(double azimuth_time_s,
                                                 GroundRangeRule rule) const {
  constexpr double kForever = std::numeric_limits<double>::infinity();
  const auto after = std::upper_bound(
      records_.begin(), records_.end(), azimuth_time_s,
      [](double time_s, const GroundRangeRecord& r) { return time_s < r.azimuth_time_s; });
  const bool past_last = after == records_.end();
  if (rule == GroundRangeRule::linear) {
    if (past_last) return {kForever, records_.back(), records_.back()};
    const auto first = after == records_.begin() ? after : after - 1;
    return {after->azimuth_time_s, *first, *after};
  }
  const auto middle_s = [](auto a, auto b) { return (a->azimuth_time_s + b->azimuth_time_s) / 2; };
  auto nearest = after;
  if (past_last || (after != records_.begin() && azimuth_time_s < middle_s(after - 1, after))) {
    nearest = after - 1;
  }
  const bool last = nearest + 1 == records_.end();
  return {last ? kForever : middle_s(nearest, nearest + 1), *nearest, *nearest};
}

double GroundRangeTable::Span::rate(double at_first, double at_second) const {
  const double seconds = second.azimuth_time_s - first.azimuth_time_s;
  return seconds > 0 ? (at_second - at_first) / seconds : 0;
}

double GroundRangeTable::slant_range_m(double azimuth_time_s, double ground_range_m,
                                       GroundRangeRule rule) const {
  const Span span = span_at(azimuth_time_s, rule);
  const double first = evaluate(span.first, ground_range_m).value;
  const double second = evaluate(span.second, ground_range_m).value;
  return first + (azimuth_time_s - span.first.azimuth_time_s) * span.rate(first, second);
}

double GroundRangeTable::slope(double azimuth_time_s, double ground_range_m,
                               GroundRangeRule rule) const {
  const Span span = span_at(azimuth_time_s, rule);
  const double first = evaluate(span.first, ground_range_m).slope;
  const double second = evaluate(span.second, ground_range_m).slope;
  return first + (azimuth_time_s - span.first.azimuth_time_s) * span.rate(first, second);
}

std::optional<double> GroundRangeTable::ground_range_m(double azimuth_time_s, double slant_range_m,
                                                       GroundRangeRule rule) const {
  const double reach_m = std::max(kReach * max_ground_range_m_, kReach_m);
  double g = max_ground_range_m_ / 2;
  for (int step = 0; step < kMostSteps; ++step) {
    const double change = (slant_range_m - this->slant_range_m(azimuth_time_s, g, rule)) /
                          slope(azimuth_time_s, g, rule);
    g += change;
    // Written so that NaN fails.
    if (!(g > -reach_m && g < max_ground_range_m_ + reach_m)) break;
    if (std::abs(change) < kSmallStep_m) return g;
  }
  return std::nullopt;
}

std::vector<GroundRangePiece> GroundRangeTable::pieces(double first_s, double last_s,
                                                       double ground_range_m,
                                                       GroundRangeRule rule) const {
  std::vector<GroundRangePiece> result;
  for (double time_s = first_s; time_s <= last_s; time_s = result.back().end_s) {
    const Span span = span_at(time_s, rule);
    GroundRangePiece piece{.end_s = span.end_s,
                           .reference_s = span.first.azimuth_time_s,
                           .value = expand(span.first, ground_range_m)};
    const std::array<double, 4> second = expand(span.second, ground_range_m);
    for (std::size_t k = 0; k < piece.value.size(); ++k) {
      piece.rate_per_s[k] = span.rate(piece.value[k], second[k]);
    }
    result.push_back(piece);
  }
  return result;
}

}  // namespace scarp::sar
