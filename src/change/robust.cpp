#include "change/robust.h"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>

#include "core/median.h"

namespace scarp::change {
namespace {

constexpr int kConcentrationSteps = 8;
constexpr std::size_t kFewestSamples = 50;
constexpr std::size_t kEnoughSamples = 100000;
constexpr double kRidge = 1e-9;  // keeps constant features from making the system singular

struct Problem {
  Design design;
  std::vector<float> y;
};

// The samples that have a value, thinned out evenly to a number that fits in a moment: a handful of
// coefficients needs no more.
Problem usable_samples(const Design& design, const std::vector<float>& y) {
  std::vector<std::size_t> present;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!std::isnan(y[i])) present.push_back(i);
  }
  const std::size_t step = present.size() / kEnoughSamples + 1;
  Problem kept{{design.terms, {}}, {}};
  for (std::size_t k = 0; k < present.size(); k += step) {
    const float* row = design.sample(present[k]);
    kept.y.push_back(y[present[k]]);
    kept.design.values.insert(kept.design.values.end(), row, row + design.terms);
  }
  return kept;
}

// Ordinary least squares over the samples with |residual| <= limit.
std::vector<double> fit(const Problem& problem, const std::vector<float>& residuals, double limit) {
  const int terms = problem.design.terms;
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(terms, terms);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(terms);
  for (std::size_t i = 0; i < problem.y.size(); ++i) {
    if (std::abs(residuals[i]) > limit) continue;
    const float* row = problem.design.sample(i);
    for (int a = 0; a < terms; ++a) {
      right[a] += double{row[a]} * problem.y[i];
      for (int b = 0; b <= a; ++b) normal(a, b) += double{row[a]} * row[b];
    }
  }
  normal.diagonal().array() += kRidge * normal.trace() / terms;
  const Eigen::VectorXd solution = normal.selfadjointView<Eigen::Lower>().ldlt().solve(right);
  return {solution.begin(), solution.end()};
}

}  // namespace

double quantile(std::vector<float> values, double p) {
  const double position = p * static_cast<double>(values.size() - 1);
  const auto index = static_cast<std::size_t>(position);
  const auto lower = values.begin() + static_cast<std::ptrdiff_t>(index);
  std::nth_element(values.begin(), lower, values.end());
  const double low = *lower;
  if (index + 1 == values.size()) return low;
  const double high = *std::min_element(lower + 1, values.end());
  return low + (position - static_cast<double>(index)) * (high - low);
}

std::vector<double> least_trimmed_squares(const Design& design, const std::vector<float>& y,
                                          double coverage) {
  const Problem problem = usable_samples(design, y);
  std::vector<double> coefficients(static_cast<std::size_t>(design.terms), 0.0);
  if (!problem.y.empty()) coefficients[0] = median(problem.y);
  const int steps = problem.y.size() < kFewestSamples ? 0 : kConcentrationSteps;

  std::vector<float> residuals(problem.y.size());
  for (int step = 0; step < steps; ++step) {
    std::vector<float> distances(problem.y.size());
    for (std::size_t i = 0; i < problem.y.size(); ++i) {
      residuals[i] = static_cast<float>(problem.y[i] - predict(coefficients, problem.design, i));
      distances[i] = std::abs(residuals[i]);
    }
    coefficients = fit(problem, residuals, quantile(std::move(distances), coverage));
  }
  return coefficients;
}

double digamma(double x) { return boost::math::digamma(x); }
double trigamma(double x) { return boost::math::trigamma(x); }

double trigamma_inverse(double y) {
  // Falls monotonically: bisect on a logarithmic scale.
  double low = 1e-3;
  double high = 1e6;
  for (int i = 0; i < 80; ++i) {
    const double middle = std::sqrt(low * high);
    (trigamma(middle) > y ? low : high) = middle;
  }
  return std::sqrt(low * high);
}

double chi_squared_upper(double degrees_of_freedom, double p) {
  const boost::math::chi_squared distribution(degrees_of_freedom);
  return boost::math::quantile(boost::math::complement(distribution, p));
}

}  // namespace scarp::change
