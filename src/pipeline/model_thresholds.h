#pragma once

#include <vector>

#include "model/card.h"
#include "pipeline/prediction_files.h"

namespace scarp::pipeline {

/// Whether all were calibrated on real events: then their mean is a probability, else a score.
bool all_calibrated(const std::vector<const model::Card*>& cards);

/// For the mean of models: the means of their thresholds, moved by their temperatures as the scores
/// are where all have one. Screening: only if all have such a threshold.
Thresholds mean_thresholds(const std::vector<const model::Card*>& cards);

}  // namespace scarp::pipeline
