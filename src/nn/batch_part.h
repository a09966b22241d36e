#pragma once

#include <cstdint>

#include "core/communicator.h"

namespace scarp::nn {

/// Which patches of a batch this process has, where several ranks share it. Normalisation, dropout
/// and loss are those of the whole batch.
struct BatchPart {
  Communicator* ranks = nullptr;  ///< null: all of them
  std::int64_t first = 0;
  std::int64_t all = 0;
};

}  // namespace scarp::nn
