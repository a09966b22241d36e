#pragma once

#include <cmath>

#include "model/card.h"

namespace scarp::model {

/// A threshold of a network's scores for what the card's temperature makes of them:
/// sigmoid(logit(t) / T). The same without a temperature.
inline double tempered_threshold(const Card& card, double threshold) {
  if (!card.temperature) return threshold;
  return 1 / (1 + std::exp(-std::log(threshold / (1 - threshold)) / *card.temperature));
}

}  // namespace scarp::model
