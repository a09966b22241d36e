#pragma once

#include <filesystem>
#include <vector>

#include "dataset/band.h"
#include "dataset/scaling.h"
#include "model/card.h"

namespace scarp::exchange {

struct KerasImportOptions {
  std::filesystem::path file;
  std::vector<dataset::Band> bands;  ///< empty: those of the paper, by their number
  dataset::Scaling::Kind scaling = dataset::Scaling::Kind::none;  ///< one without numbers
};

/// A model of a Keras file, which has weights alone: what else a model's card needs comes from the
/// options. Throws Error, also when the number of bands is another.
model::Model import_keras(const KerasImportOptions& options);

}  // namespace scarp::exchange
