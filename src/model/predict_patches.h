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

/// Scales patches and turns them into scores, (count, rows, cols): NaN where a band is not finite
/// or beyond all that can be (plausible_value). Pixels that are not valid take no part in the
/// scaling. Throws Error, naming `model`, where the network gives no number for a valid pixel.
std::vector<float> predict_patches(Predictor& predictor, const dataset::Scaling& scaling,
                                   dataset::Patches patches, const std::string& model);

}  // namespace scarp::model
