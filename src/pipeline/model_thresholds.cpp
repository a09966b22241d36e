#include "pipeline/model_thresholds.h"

#include <algorithm>

#include "model/temperature.h"

namespace scarp::pipeline {

bool all_calibrated(const std::vector<const model::Card*>& cards) {
  return std::all_of(cards.begin(), cards.end(),
                     [](const model::Card* card) { return card->temperature.has_value(); });
}

Thresholds mean_thresholds(const std::vector<const model::Card*>& cards) {
  const bool tempered = all_calibrated(cards);
  const auto as_written = [=](const model::Card& card, double threshold) {
    return tempered ? model::tempered_threshold(card, threshold) : threshold;
  };
  double delineation = 0;
  double screening = 0;
  bool all_screen = true;
  for (const model::Card* card : cards) {
    delineation += as_written(*card, card->delineation_threshold);
    all_screen = all_screen && card->screening_threshold;
    screening += as_written(*card, card->screening_threshold.value_or(0));
  }
  const auto count = static_cast<double>(cards.size());
  Thresholds mean{delineation / count, {}};
  if (all_screen) mean.screening = screening / count;
  return mean;
}

}  // namespace scarp::pipeline
