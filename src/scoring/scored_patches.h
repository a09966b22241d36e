#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/reporter.h"
#include "dataset/scaling.h"
#include "eval/patches.h"
#include "model/card.h"
#include "model/predictor.h"
#include "scoring/labelled_patches.h"

namespace scarp::scoring {

/// What a model says of patches, and what is true.
struct ScoredPatches {
  std::int64_t count = 0;
  Size size;
  std::vector<float> score;
  std::vector<float> truth;
  std::vector<std::uint8_t> valid;  ///< empty: every pixel counts

  eval::Patches patches() const;  ///< lives as long as this
};

/// Throws Error when the model takes other patches, they do not fit into memory, or a label is
/// neither 0 nor 1; also, naming the file `model`, when its network gives no numbers.
ScoredPatches score(const LabelledPatches& patches, const std::string& model,
                    const model::Card& card, const dataset::Scaling& scaling,
                    model::Predictor& predictor, Reporter& reporter);

}  // namespace scarp::scoring
