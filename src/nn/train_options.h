#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "dataset/augment.h"
#include "nn/device.h"
#include "nn/loss_options.h"

namespace scarp::nn {

enum class Optimiser { adam, adamw };
enum class Schedule {
  none,
  cosine,  ///< of the learning rate, from its full value to 0 at the last of all epochs
};

/// How a network is trained. The defaults are those of Nava et al. 2022.
struct TrainOptions {
  LossOptions loss;
  Optimiser optimiser = Optimiser::adam;
  double learning_rate = 1e-3;
  double weight_decay = 1e-2;  ///< of adamw
  Schedule schedule = Schedule::none;
  int epochs = 200;   ///< at most
  int patience = 30;  ///< epochs without a better validation loss before training ends
  int batch = 16;
  std::uint64_t seed = 1;
  dataset::Augmentation augmentation{false, false, {}, 0};
  Device device = Device::automatic;
  bool bf16 = false;         ///< convolutions in half precision; CUDA alone
  double checkpoint_s = 60;  ///< the state is kept at least as often, and after each epoch
};

/// Everything that the trained weights depend on.
nlohmann::ordered_json to_json(const TrainOptions& options);

}  // namespace scarp::nn
