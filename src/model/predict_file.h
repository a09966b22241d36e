#pragma once

#include <filesystem>
#include <string>

#include "core/reporter.h"
#include "dataset/npy.h"
#include "dataset/scaling.h"
#include "model/card.h"
#include "model/predictor.h"

namespace scarp::model {

/// Runs a model over patches of a .npy file, (count, rows, cols, bands), scaled by `scaling`, and
/// writes scores (count, rows, cols, 1); NaN where a band is not finite or beyond all that can be
/// (plausible_value), which is told. Throws Error when the patches are not what the network takes,
/// and as predict_patches does, naming `model`.
void predict_file(const std::string& model, const Card& card, const dataset::Scaling& scaling,
                  Predictor& predictor, const dataset::NpyFile& patches,
                  const std::filesystem::path& out, Reporter& reporter);

}  // namespace scarp::model
