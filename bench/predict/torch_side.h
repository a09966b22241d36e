#pragma once

#include <cstdint>
#include <memory>

#include "model/card.h"
#include "model/predictor.h"

namespace scarp::bench {

/// The network by libtorch's own operators, `batch` patches at a time; null where scarp was built
/// without.
std::unique_ptr<model::Predictor> torch_predictor(const model::Model& model, int threads,
                                                  std::int64_t batch);

}  // namespace scarp::bench
