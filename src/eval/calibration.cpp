#include "eval/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace scarp::eval {
namespace {

constexpr double kLowestTemperature = 0.01;
constexpr double kHighestTemperature = 100;
constexpr double kSurest = 1e-7;  // float probabilities come no nearer to 1

void require_probabilities(const ScoreTable& scores) {
  // The table is in order.
  if (scores.empty() || (scores.front().score <= 1 && scores.back().score >= 0)) return;
  const double outside = scores.front().score > 1 ? scores.front().score : scores.back().score;
  throw Error({fmt::format("a score is {}, not a probability between 0 and 1", outside), "",
               "Calibration can be told of probabilities only"});
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double logit(double p) { return std::log(p / (1 - p)); }

double cells_of(const ScoreCount& count) {
  return static_cast<double>(count.landslide + count.background);
}

// Derivative of the negative log-likelihood by 1 / T, which it rises with: Σ z (σ(z / T) − truth).
double slope(const ScoreTable& scores, double temperature) {
  double sum = 0;
  for (const ScoreCount& count : scores) {
    const double z = logit(std::clamp(count.score, kSurest, 1 - kSurest));
    sum += z * (cells_of(count) * sigmoid(z / temperature) - static_cast<double>(count.landslide));
  }
  return sum;
}

}  // namespace

std::vector<ReliabilityBin> reliability(const ScoreTable& scores, int bins) {
  require_probabilities(scores);
  std::vector<ReliabilityBin> result(static_cast<std::size_t>(bins));
  std::vector<double> probability(result.size(), 0);
  std::vector<double> landslide(result.size(), 0);
  for (const ScoreCount& count : scores) {
    const auto bin = std::min(static_cast<std::size_t>(count.score * bins), result.size() - 1);
    result[bin].cells += count.landslide + count.background;
    probability[bin] += count.score * cells_of(count);
    landslide[bin] += static_cast<double>(count.landslide);
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i].low = static_cast<double>(i) / bins;
    result[i].high = static_cast<double>(i + 1) / bins;
    if (result[i].cells == 0) continue;
    const auto cells = static_cast<double>(result[i].cells);
    result[i].mean_probability = probability[i] / cells;
    result[i].landslide_share = landslide[i] / cells;
  }
  return result;
}

std::optional<double> expected_calibration_error(const std::vector<ReliabilityBin>& bins) {
  double sum = 0;
  double cells = 0;
  for (const ReliabilityBin& bin : bins) {
    if (!bin.mean_probability || !bin.landslide_share) continue;
    sum += static_cast<double>(bin.cells) * std::abs(*bin.landslide_share - *bin.mean_probability);
    cells += static_cast<double>(bin.cells);
  }
  if (cells == 0) return std::nullopt;
  return sum / cells;
}

std::optional<double> brier_score(const ScoreTable& scores) {
  require_probabilities(scores);
  double sum = 0;
  double cells = 0;
  for (const ScoreCount& count : scores) {
    const double p = count.score;
    sum += static_cast<double>(count.landslide) * (1 - p) * (1 - p) +
           static_cast<double>(count.background) * p * p;
    cells += cells_of(count);
  }
  if (cells == 0) return std::nullopt;
  return sum / cells;
}

std::optional<double> fit_temperature(const ScoreTable& scores) {
  require_probabilities(scores);
  const Confusion all = totals(scores);
  if (all.fn == 0 || all.tn == 0) return std::nullopt;
  // The likelihood has one maximum in 1 / T: bisect its slope on a logarithmic scale.
  double low = kLowestTemperature;
  double high = kHighestTemperature;
  for (int i = 0; i < 60; ++i) {
    const double middle = std::sqrt(low * high);
    (slope(scores, middle) > 0 ? low : high) = middle;
  }
  return std::sqrt(low * high);
}

double with_temperature(double probability, double temperature) {
  return sigmoid(logit(probability) / temperature);
}

ScoreTable with_temperature(const ScoreTable& scores, double temperature) {
  require_probabilities(scores);
  ScoreTable scaled;
  for (const ScoreCount& count : scores) {
    const double score = with_temperature(count.score, temperature);
    // Scores that were different can round to the same one.
    if (scaled.empty() || scaled.back().score != score) scaled.push_back({score, 0, 0});
    scaled.back().landslide += count.landslide;
    scaled.back().background += count.background;
  }
  return scaled;
}

}  // namespace scarp::eval
