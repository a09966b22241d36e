#include "sar/slant_to_ground.h"

#include <cmath>

namespace scarp::sar {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr std::size_t kPoints = 13;
constexpr int kMostSteps = 50;
constexpr double kSmallStep_m = 1e-7;

struct ValueAndSlope {
  double value = 0;
  double slope = 0;
};

ValueAndSlope evaluate(const SlantToGround& polynomial, double slant_range_m) {
  const double x = slant_range_m - polynomial.origin_m;
  ValueAndSlope result;
  for (std::size_t k = polynomial.coefficients.size(); k-- > 0;) {
    result.slope = result.slope * x + result.value;
    result.value = result.value * x + polynomial.coefficients[k];
  }
  return result;
}

// By Newton's method, from a guess nearby.
std::optional<double> slant_range_m(const SlantToGround& polynomial, double ground_range_m,
                                    double guess_m) {
  double range_m = guess_m;
  for (int step = 0; step < kMostSteps; ++step) {
    const ValueAndSlope at = evaluate(polynomial, range_m);
    if (!(at.slope > 1) || !std::isfinite(at.value)) return std::nullopt;
    const double change = (ground_range_m - at.value) / at.slope;
    range_m += change;
    if (std::abs(change) < kSmallStep_m) return range_m;
  }
  return std::nullopt;
}

}  // namespace

double chebyshev_point(std::size_t index, std::size_t count, double end) {
  const double angle = kPi * (static_cast<double>(index) + 0.5) / static_cast<double>(count);
  return end * (1 - std::cos(angle)) / 2;
}

// Newton's divided differences, multiplied out. In x / end, so that powers stay small.
std::vector<double> interpolating_polynomial(const std::vector<double>& values, double end) {
  const std::size_t count = values.size();
  const auto point = [count](std::size_t i) { return chebyshev_point(i, count, 1); };
  std::vector<double> differences = values;
  for (std::size_t order = 1; order < count; ++order) {
    for (std::size_t i = count - 1; i >= order; --i) {
      differences[i] = (differences[i] - differences[i - 1]) / (point(i) - point(i - order));
    }
  }
  std::vector<double> coefficients(count, 0.0);
  for (std::size_t i = count; i-- > 0;) {
    for (std::size_t k = count - 1; k > 0; --k) {
      coefficients[k] = coefficients[k - 1] - point(i) * coefficients[k];
    }
    coefficients[0] = differences[i] - point(i) * coefficients[0];
  }
  double power = 1;
  for (double& coefficient : coefficients) {
    coefficient /= power;
    power *= end;
  }
  return coefficients;
}

std::optional<std::vector<double>> ground_to_slant(const SlantToGround& polynomial,
                                                   double max_ground_range_m) {
  std::vector<double> ranges_m;
  double guess_m = polynomial.origin_m;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const auto range_m =
        slant_range_m(polynomial, chebyshev_point(i, kPoints, max_ground_range_m), guess_m);
    if (!range_m) return std::nullopt;
    ranges_m.push_back(*range_m);
    guess_m = *range_m;
  }
  return interpolating_polynomial(ranges_m, max_ground_range_m);
}

}  // namespace scarp::sar
