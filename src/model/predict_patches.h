#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/patches.h"
#include "dataset/scaling.h"
#include "model/card.h"
#include "model/predictor.h"

namespace scarp::model {

/// Throws Error, naming `where`, when a model's network takes no patches of that size.
void require_patch_size(const Card& card, std::int64_t rows, std::int64_t cols,
                        const std::string& where);

/// Scales patches and turns them into probabilities, (count, rows, cols): NaN where a band is not
/// finite. Pixels that are not valid take no part in the scaling.
std::vector<float> predict_patches(Predictor& predictor, const dataset::Scaling& scaling,
                                   dataset::Patches patches);

}  // namespace scarp::model
