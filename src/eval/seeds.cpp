#include "eval/seeds.h"

#include <cmath>

namespace scarp::eval {

SeedSpread over_seeds(const std::vector<std::optional<double>>& values) {
  SeedSpread spread;
  double sum = 0;
  for (const std::optional<double>& value : values) {
    if (!value) continue;
    sum += *value;
    ++spread.runs;
  }
  if (spread.runs == 0) return spread;
  const double mean = sum / spread.runs;
  spread.mean = mean;
  double squares = 0;
  for (const std::optional<double>& value : values) {
    if (value) squares += (*value - mean) * (*value - mean);
  }
  if (spread.runs > 1) spread.deviation = std::sqrt(squares / (spread.runs - 1));
  return spread;
}

}  // namespace scarp::eval
