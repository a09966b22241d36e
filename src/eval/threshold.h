#pragma once

#include <optional>

#include "eval/scores.h"

namespace scarp::eval {

/// A threshold and what it does on the cells it was chosen on. Choose on validation data, never on
/// those that a result is reported for.
struct ThresholdChoice {
  double threshold = 0;
  Confusion confusion;
};

/// For delineation: the highest F1; of equal ones the highest threshold. Nothing without a
/// landslide cell.
std::optional<ThresholdChoice> best_f1_threshold(const ScoreTable& scores);

/// For screening: the highest threshold that finds at least the share `wanted_recall` of the
/// landslide cells. Nothing without a landslide cell, or when no threshold does.
std::optional<ThresholdChoice> threshold_for_recall(const ScoreTable& scores, double wanted_recall);

}  // namespace scarp::eval
