#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "eval/confusion.h"
#include "model/weights.h"

namespace scarp::nn {

/// What an epoch led to.
struct EpochRecord {
  int epoch = 0;  ///< counts from 1
  double training_loss = 0;
  double validation_loss = 0;
  eval::Confusion validation;  ///< at the threshold 0.5
};

/// All that training depends on from here: resumed from it, it ends as if it had not stopped. The
/// order of patches, their augmentation and what dropout drops follow from seed, epoch and step.
struct TrainingState {
  std::string fingerprint;  ///< of network, options and data
  int epoch = 0;            ///< epochs done
  std::int64_t step = 0;    ///< batches done in the next epoch
  double loss_sum = 0;      ///< of these, times their patches
  std::int64_t optimiser_steps = 0;
  std::optional<double> best_loss;  ///< on validation
  int best_epoch = 0;
  bool diverged = false;
  double seconds = 0;  ///< that training took, in all starts
  std::vector<EpochRecord> curve;
  model::Weights tensors;  ///< flat: parameters, statistics, moments, and both of the best epoch
};

/// Throws Error when it is broken.
TrainingState read_state(const std::filesystem::path& path);

/// Written aside, then renamed: the file is always whole.
void write_state(const std::filesystem::path& path, const TrainingState& state);

}  // namespace scarp::nn
