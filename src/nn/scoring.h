#pragma once

#include <nlohmann/json.hpp>

#include "dataset/patches.h"
#include "model/card.h"
#include "model/predictor.h"

namespace scarp::nn {

/// Probabilities of all patches, (count, rows, cols), by `model::predict_patches` in pieces.
std::vector<float> probabilities(model::Predictor& predictor, const dataset::Scaling& scaling,
                                 const dataset::Patches& patches);

/// Sets the thresholds of `card` by patches of the validation part: that of the best F1, and the
/// highest that finds nine tenths of the landslide pixels.
void choose_thresholds(model::Card& card, const dataset::Patches& patches,
                       const std::vector<float>& probability);

/// Metrics of the landslide class: from one confusion matrix at the threshold 0.5 and at the
/// card's, which was chosen on the validation part, and "batch_mean" as Keras averages them over
/// batches of 32, to compare with published figures.
nlohmann::ordered_json metrics(const model::Card& card, const dataset::Patches& patches,
                               const std::vector<float>& probability);

}  // namespace scarp::nn
