#pragma once

#include <string>

#include "nn/training_run.h"

namespace scarp::cli {

/// The published protocol: networks, filters, learning rates, batch sizes and flips may be chosen,
/// since Nava et al. (2022) tried several; all else is as theirs.
inline constexpr const char* kPaperRecipe = "paper";

/// Throws Error (usage) when a setting is not the paper's.
void require_as_published(const nn::TrainingRunOptions& options);

/// That the folder holds the four arrays that the authors published and no other data set.
/// Throws Error.
void require_authors_arrays(const std::string& folder);

}  // namespace scarp::cli
