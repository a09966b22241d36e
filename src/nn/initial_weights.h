#pragma once

#include <cstdint>

#include "model/network.h"
#include "model/weights.h"

namespace scarp::nn {

/// What training starts from, as Keras does it: kernels drawn from Glorot's normal distribution,
/// cut at two deviations; biases 0; batch norms with weight 1, bias 0, mean 0 and variance 1. The
/// same on every machine for a seed.
model::Weights initial_weights(const model::NetworkDescription& description, std::uint64_t seed);

}  // namespace scarp::nn
