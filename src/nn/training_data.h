#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataset/augment.h"
#include "dataset/band.h"
#include "dataset/patches.h"
#include "dataset/scaling.h"

namespace scarp::nn {

/// What a network learns from, and what tells when to stop.
struct TrainingData {
  dataset::Patches training;
  dataset::Patches validation;
  std::vector<dataset::Band> bands;
  dataset::Scaling scaling;  ///< of the input; the patches are not scaled
};

/// Some patches as a network takes them: scaled, with labels and validity as numbers 0 and 1.
struct Batch {
  std::int64_t count = 0;
  std::vector<float> x;      ///< (count, rows, cols, bands)
  std::vector<float> truth;  ///< (count, rows, cols)
  std::vector<float> valid;  ///< (count, rows, cols)
};

/// How training patches are changed: the same for a seed, an epoch and a patch.
struct BatchAugmentation {
  dataset::Augmentation how;
  std::uint64_t seed = 0;
  std::uint64_t epoch = 0;
};

/// The patches `which` of `patches`, augmented where `augmentation` is not null.
Batch assemble(const TrainingData& data, const dataset::Patches& patches,
               const std::vector<std::int64_t>& which, const BatchAugmentation* augmentation);

/// The numbers 0 … count − 1 in an order of chance that depends on seed and epoch alone.
std::vector<std::int64_t> epoch_order(std::int64_t count, std::uint64_t seed, std::uint64_t epoch);

/// Tells one training set from another: counts, SHA-256 of the values, bands and scaling.
std::string fingerprint(const TrainingData& data);

}  // namespace scarp::nn
