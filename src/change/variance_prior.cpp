#include "change/variance_prior.h"

#include <algorithm>
#include <cmath>

#include "change/robust.h"

namespace scarp::change {
namespace {

constexpr double kEnoughRepeated = 0.05;  // of the cells; fewer would speak for all the others
constexpr double kSmallest = 1e-8;
constexpr double kNearlyFixed = 2e-3;  // excess variance that counts as none
constexpr double kMostFreedom = 1000;

// What the log of a variance estimated with so many degrees of freedom is off by on average, and
// the variance of that.
struct LogVarianceError {
  double mean;
  double variance;
};

/// Computes the errors once for each number of degrees of freedom.
class LogVarianceErrors {
 public:
  /// For `freedom` > 0.
  const LogVarianceError& of(float freedom) {
    const auto index = static_cast<std::size_t>(freedom);
    while (errors_.size() <= index) {
      const double half = std::max<double>(0.5, static_cast<double>(errors_.size()) / 2);
      errors_.push_back({digamma(half) - std::log(half), trigamma(half)});
    }
    return errors_[index];
  }

 private:
  std::vector<LogVarianceError> errors_;
};

}  // namespace

bool has_repeated_dates(const Sample& sample, std::size_t p) {
  std::size_t cells = 0;
  std::size_t repeated = 0;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    int dates = 0;
    for (const Image<float>& date : evidence.polarisations[p].before) {
      dates += std::isnan(date(row, col)) ? 0 : 1;
    }
    ++cells;
    repeated += dates > 1 ? 1 : 0;
  });
  return static_cast<double>(repeated) >= kEnoughRepeated * static_cast<double>(cells);
}

VariancePrior fit_variance(const Sample& sample, std::size_t p, const Design& design,
                           bool from_dates) {
  std::vector<float> log_variance;
  std::vector<float> sampling;  // variance of log_variance from few dates alone
  LogVarianceErrors errors;
  for_each_cell(sample, [&](const Evidence& evidence, int row, int col) {
    const PolarisationEvidence& one = evidence.polarisations[p];
    const float freedom = one.freedom(row, col);
    const double seen = one.variance(row, col);
    if (freedom > 0 && !std::isnan(seen)) {
      const LogVarianceError& error = errors.of(freedom);
      log_variance.push_back(static_cast<float>(std::log(std::max(seen, kSmallest)) - error.mean));
      sampling.push_back(static_cast<float>(error.variance));
    } else {
      log_variance.push_back(std::nanf(""));
      sampling.push_back(0);
    }
  });

  VariancePrior prior{least_trimmed_squares(design, log_variance, kUnchangedShare), 1, from_dates};
  if (!from_dates) return prior;
  double sum = 0;
  double sum_of_squares = 0;
  double expected = 0;
  double count = 0;
  for (std::size_t i = 0; i < log_variance.size(); ++i) {
    if (std::isnan(log_variance[i])) continue;
    const double residual = log_variance[i] - predict(prior.log_trend, design, i);
    sum += residual;
    sum_of_squares += residual * residual;
    expected += sampling[i];
    ++count;
  }
  const double excess = sum_of_squares / count - (sum / count) * (sum / count) - expected / count;
  prior.degrees_of_freedom =
      excess <= kNearlyFixed ? kMostFreedom : std::min(kMostFreedom, 2 * trigamma_inverse(excess));
  return prior;
}

}  // namespace scarp::change
