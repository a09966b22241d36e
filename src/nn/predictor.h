#pragma once

#include <memory>

#include "model/card.h"
#include "model/predictor.h"
#include "nn/device.h"

namespace scarp::nn {

/// The network of `model` run by libtorch. Throws Error where there is no such device.
std::unique_ptr<model::Predictor> make_predictor(const model::Model& model, Device device);

}  // namespace scarp::nn
