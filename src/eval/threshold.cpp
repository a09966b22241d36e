#include "eval/threshold.h"

namespace scarp::eval {

std::optional<ThresholdChoice> best_f1_threshold(const ScoreTable& scores) {
  if (totals(scores).fn == 0) return std::nullopt;
  std::optional<ThresholdChoice> best;
  double best_f1 = -1;
  for_each_threshold(scores, [&](double threshold, const Confusion& confusion) {
    const double value = f1(confusion).value_or(0);
    if (value <= best_f1) return;
    best_f1 = value;
    best = ThresholdChoice{threshold, confusion};
  });
  return best;
}

std::optional<ThresholdChoice> threshold_for_recall(const ScoreTable& scores,
                                                    double wanted_recall) {
  std::optional<ThresholdChoice> choice;
  for_each_threshold(scores, [&](double threshold, const Confusion& confusion) {
    const std::optional<double> found = recall(confusion);
    if (!choice && found && *found >= wanted_recall) choice = ThresholdChoice{threshold, confusion};
  });
  return choice;
}

}  // namespace scarp::eval
