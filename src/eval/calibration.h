#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "eval/scores.h"

// Whether scores can be read as probabilities. All of these throw Error when a score lies outside
// of 0 to 1.
namespace scarp::eval {

/// The cells whose probability lies in [low, high); the last bin takes 1 too.
struct ReliabilityBin {
  double low = 0;
  double high = 0;
  std::int64_t cells = 0;
  std::optional<double> mean_probability;
  std::optional<double> landslide_share;
};

/// The calibration curve: `bins` > 0 bins of equal width.
std::vector<ReliabilityBin> reliability(const ScoreTable& scores, int bins);

/// ECE: mean of |landslide share − mean probability| over the bins, weighted by their cells (Guo et
/// al. 2017). Undefined without cells.
std::optional<double> expected_calibration_error(const std::vector<ReliabilityBin>& bins);

/// Mean squared difference between probability and truth. Undefined without cells.
std::optional<double> brier_score(const ScoreTable& scores);

/// The temperature T > 0 whose probabilities, sigmoid(logit(p) / T), make the truth most likely
/// (Guo et al. 2017), within 0.01 to 100; above 1 the scores were too sure of themselves. Fit on
/// validation data. Nothing unless both classes occur.
std::optional<double> fit_temperature(const ScoreTable& scores);

/// sigmoid(logit(p) / T) of a probability; keeps 0, 0.5 and 1.
double with_temperature(double probability, double temperature);

/// The same of each score.
ScoreTable with_temperature(const ScoreTable& scores, double temperature);

}  // namespace scarp::eval
