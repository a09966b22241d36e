#pragma once

#include <filesystem>
#include <vector>

#include "core/communicator.h"
#include "core/reporter.h"
#include "model/network.h"
#include "nn/train_options.h"
#include "nn/training_data.h"
#include "nn/training_state.h"

namespace scarp::nn {

struct TrainingResult {
  model::Weights weights;  ///< of the epoch with the least validation loss
  int best_epoch = 0;
  bool diverged = false;  ///< ended by a loss that is no number
  double seconds = 0;     ///< that it took, in all starts
  std::vector<EpochRecord> curve;
};

/// Throws Error when there are no patches, they cannot be halved as often as the network wants, or
/// the device cannot do what `options` say.
void require_possible(const model::NetworkDescription& description, const TrainingData& data,
                      const TrainOptions& options);

/// Trains a network. The state is kept in the file `checkpoint`, and training goes on from it where
/// it exists: to the same weights, bit by bit, on the CPU with the same number of threads. Throws
/// Interrupted, with the state kept, when a signal asks for the end; Error when the checkpoint is
/// of another training, no batch fits, or the loss is no number from the first epoch on.
///
/// Several `ranks` share each batch: the result is that of one process but for rounding. Rank 0
/// keeps the state, and any number of ranks may go on from it. On CPUs alone, by scarp's own
/// kernels.
TrainingResult train(const model::NetworkDescription& description, const TrainingData& data,
                     const TrainOptions& options, const std::filesystem::path& checkpoint,
                     Reporter& reporter, Communicator* ranks = nullptr);

}  // namespace scarp::nn
